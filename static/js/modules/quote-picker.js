// <form data-module="quote-picker" data-words="main .words"> with a textarea named quote and a <button data-quote hidden>
// Selecting words on the page offers them as the quote; typing it works as before.
export default function quotePicker(form) {
  const words = document.querySelector(form.dataset.words);
  const button = form.querySelector("[data-quote]");
  const quote = form.querySelector("textarea[name=quote]");
  if (!words || !button || !quote) return;
  let picked = "";
  document.addEventListener("selectionchange", () => {
    // A press on the button takes the selection away on some phones, so the last one is kept.
    picked = textWithin(document.getSelection(), words) || picked;
    button.hidden = !picked;
  });
  button.addEventListener("click", () => {
    quote.value = picked;
    quote.dispatchEvent(new Event("input", { bubbles: true }));
    button.hidden = true;
    picked = "";
    quote.focus();
  });
}

// The selected text without the spaces around it, if the selection lies within the element; else nothing. The text
// comes from the document, not from how it is drawn, so that it is the same character for character.
export function textWithin(selection, element) {
  if (!selection || selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0);
  return element.contains(range.commonAncestorContainer) ? range.toString().trim() : "";
}
