// Words come from the page. "1 photo|{n} photos" is one for the number one and one for all others.
export function counted(words, n) {
  const [one, many = one] = words.split("|");
  return (n === 1 ? one : many).replaceAll("{n}", String(n));
}

export function clockTime(at, { zone, language = "en-GB" }) {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: zone || undefined };
  return new Intl.DateTimeFormat(language, form).format(at);
}
