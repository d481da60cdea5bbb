// Shows chosen pictures below a file input, before they are sent.
export default function photoPreview(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-previews]");
  if (!input || !list) return;
  input.addEventListener("change", () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...[...input.files].map(preview));
  });
}

function preview(file) {
  const figure = document.createElement("figure");
  figure.className = "photo";
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("error", () => image.remove());
  const caption = document.createElement("figcaption");
  caption.textContent = file.name;
  figure.append(image, caption);
  return figure;
}
