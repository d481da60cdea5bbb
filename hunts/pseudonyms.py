"""Names under which people's words are read: wild birds, beasts, plants and trees, none of them a first name."""

import secrets

from hunts.models import Hunt

WILD = """
Alder Avocet Badger Barberry Beech Bilberry Birch Bittern Bluebell Bracken Bramble Brambling Bullfinch Bulrush
Burdock Buzzard Campion Chaffinch Chestnut Chiffchaff Coltsfoot Comfrey Cormorant Cornflower Cowslip Crossbill Curlew
Damson Dipper Dogwood Dormouse Dotterel Dragonfly Dunlin Dunnock Elder Fieldfare Firecrest Foxglove Fulmar Gannet
Goldcrest Goldfinch Gorse Goshawk Grebe Greenfinch Greenshank Guillemot Hare Harebell Harrier Hawfinch Hawthorn
Hedgehog Hellebore Heron Hoopoe Hornbeam Jackdaw Kestrel Kingfisher Kittiwake Knapweed Knotgrass Lapwing Larch Lichen
Linnet Mallard Mallow Meadowsweet Merganser Mistletoe Moorhen Mugwort Nettle Nightjar Nuthatch Oak Osprey Otter Ouzel
Owl Oystercatcher Peregrine Petrel Pintail Pipit Plover Pochard Polecat Ptarmigan Puffin Ragwort Redpoll Redshank
Redstart Redwing Sanderling Sandpiper Saxifrage Sedge Shearwater Shelduck Shoveler Siskin Skylark Snipe Sparrow
Spindle Squirrel Starling Stoat Stonechat Swallow Sycamore Teasel Tern Thistle Thrift Thrush Toadflax Treecreeper
Turnstone Vetch Vole Wagtail Warbler Waxwing Wheatear Whimbrel Whinchat Wigeon Woodcock Woodpecker Yarrow
Yellowhammer Yew
"""
NAMES = WILD.split()


def choose_pseudonym(hunt: Hunt) -> str:
    """Return a name nobody in ``hunt`` has yet, at random so that it does not give away who joined when.

    The caller holds the hunt's row, or two people could be given the same one.
    """
    taken = set(hunt.participations.values_list("pseudonym", flat=True))
    suffix, turn = "", 1
    while not (free := [name + suffix for name in NAMES if name + suffix not in taken]):
        turn += 1
        suffix = f" {turn}"
    return secrets.choice(free)
