// Moves focus to the list of problems, so that screen readers and keyboards begin there.
export default function errorSummary(element) {
  element.focus();
}
