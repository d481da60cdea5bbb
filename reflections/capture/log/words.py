"""What the Log page says by its script, which then needs nobody to ask: handed to it with the page, and kept with it.

``{name}`` stands for what the script fills in. A sentence that the form without a script says too is the same here.
"""

NO_TITLE = "Say in a few words who or what you came across."
NOT_ANSWERED = "Say whether anybody can be recognised in the photo."
NOT_AGREED = "Tick that they agreed, or empty their code."
NO_CODE = "Type the code of the person you log for, or take the tick away."
FOR_SOMEBODY_ELSE = (
    "Without a script, log for somebody else on the page “Type for somebody else”. Empty these two here."
)
TRANSCRIPT_ALONE = "Choose the recording these words belong to, or empty them."

WORDS = {
    "error": "Error: ",
    "no_words": "Write a few words, or add a photo or a voice note.",
    "too_many_words": "Use at most {most} characters. You used {used}.",
    "no_moment": "Choose what it is about.",
    "no_title": NO_TITLE,
    "not_answered": "Say whether anybody can be recognised in photo {number}.",
    "not_agreed": NOT_AGREED,
    "no_code": NO_CODE,
    "too_long": "Use at most {most} characters.",
    "photo": "Photo {number}",
    "voice": "Voice note {number}",
    "cover": "Cover {number}",
    "covers_none": "Nothing is covered yet.",
    "covers_one": "1 cover.",
    "covers_many": "{count} covers.",
    "covered": "Covered for good: this phone keeps only the picture you see.",
    "cover_failed": "This picture could not be covered. Take it out, or choose another one.",
    "making_smaller": "Making the photo smaller …",
    "as_it_is": "This browser can’t open this kind of photo. It is sent as it is, and can’t be covered here.",
    "doubtful": "This browser can’t open this photo. It is sent as it is; if you can, take it once more.",
    "not_a_photo": "{name} is not a photo. Choose a JPEG, PNG, WebP or HEIC.",
    "empty_file": "{name} is empty. Choose it again.",
    "too_big": "{name} is too big. Choose one smaller than {limit} MB.",
    "too_big_in_full": "The full photo is bigger than {limit} MB, so the smaller copy is sent.",
    "original_gone": "Only the smaller copy is on this phone now. To send it in full, choose it again.",
    "too_many_photos": "{most} photos fit in one reflection. Log it, and add the others to the next one.",
    "too_many_voices": "{most} voice notes fit in one reflection. Log it, and add the others to the next one.",
    "photo_removed": "Photo removed.",
    "voice_removed": "Voice note deleted.",
    "started_anew": "The draft is put away.",
    "not_a_recording": "{name} is not a recording. Choose a sound file.",
    "recording": "Recording.",
    "recorded": "Recorded: {clock}.",
    "microphone_refused": (
        "The microphone is switched off for this page. Allow it in your browser’s settings, "
        "or record with another app and choose the file here."
    ),
    "no_microphone": "No microphone was found. Choose a recording instead.",
    "recording_failed": "The recording stopped by itself. What came until then is kept.",
    "longest": "The longest voice note is {minutes} minutes; it stopped there. Start another one to go on.",
    "draft_back": "Your draft from {time} is back.",
    "logged": "Logged: it is on this phone.",
    "logged_safe": "Logged. It is safe in your notebook.",
    "logged_elsewhere": "This was logged in another tab. Here is room for something new.",
    "logged_elsewhere_other": (
        "Another tab logged what you had before. What you see here is something new: press “Log it” to keep it too."
    ),
    "encounter": "Encounter: {title}",
    "not_kept": "This phone has no room left for your draft. Take a photo out, or log what you have, and go on.",
    "not_logged": "This could not be put into the queue on your phone. Nothing is lost: try once more.",
}
