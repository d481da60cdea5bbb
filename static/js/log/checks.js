// What has to be put right before a draft can be logged, in the order of the page. Free of the page.
// Each problem is { field, part, say, values }: the name of a field, or of one of a part's, and a key of the words.

export const hasContent = ({ fields, parts }) => Boolean(fields.words?.trim()) || parts.length > 0;

// Whether there is anything that somebody would miss.
export function isBegun(draft) {
  const { tags = [], met_title, author_code } = draft.fields;
  return hasContent(draft) || tags.length > 0 || Boolean(met_title || author_code);
}

export function problemsOf(draft, limits) {
  const { fields, parts } = draft;
  const found = [];
  const tell = (field, say, values = {}) => found.push({ field, say, values });
  if (!hasContent(draft)) tell("words", "no_words");
  const used = [...(fields.words ?? "")].length;
  if (used > limits.words) tell("words", "too_many_words", { most: limits.words.toLocaleString("en-GB"), used: used.toLocaleString("en-GB") });
  found.push(...parts.flatMap((part) => problemsOfPart(part, parts)));
  if (!fields.moment) tell("moment", "no_moment");
  if (fields.is_new && !fields.encounter_title?.trim()) tell("encounter_title", "no_title");
  tooLong(fields.encounter_title, 120, () => tell("encounter_title", "too_long", { most: 120 }));
  tooLong(fields.encounter_place, 250, () => tell("encounter_place", "too_long", { most: 250 }));
  if (fields.author_code && !fields.author_agreed) tell("author_agreed", "not_agreed");
  if (fields.author_agreed && !fields.author_code) tell("author_code", "no_code");
  return found;
}

const LONGEST = { caption: 500, who: 250, see: 1000, happening: 1000, our_lives: 1000, why: 1000, do: 1000, transcript: 20_000 };

function problemsOfPart(part, parts) {
  const found = [];
  const number = 1 + parts.filter(({ kind }) => kind === part.kind).indexOf(part);
  if (part.kind === "photo" && !part.recognisable) found.push({ part: part.id, field: "recognisable", say: "not_answered", values: { number } });
  for (const [field, text] of Object.entries({ ...part, ...part.showed })) {
    tooLong(text, LONGEST[field], (most) => found.push({ part: part.id, field, say: "too_long", values: { most: most.toLocaleString("en-GB") } }));
  }
  return found;
}

// Characters as people count them, which a server in Python does too; JavaScript's length counts an emoji as two.
function tooLong(text, most, tell) {
  if (most && typeof text === "string" && text.length > most && [...text].length > most) tell(most);
}
