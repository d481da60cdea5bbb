// Keys need a script and a browser that knows them: only then is this part of the page shown.
// allauth's script does the ceremony; here its troubles become words on the page.
export default function passkey(element) {
  if (!window.PublicKeyCredential) return;
  element.hidden = false;
  const trouble = element.querySelector("[data-passkey-trouble]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    trouble.hidden = false;
  });
}
