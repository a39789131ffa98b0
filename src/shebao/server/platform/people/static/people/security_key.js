// Security keys: a button asks the key for what the form carries, and sends its answer with the form.
"use strict";

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function described(list) {
  return (list || []).map((each) => ({ ...each, id: bytesOf(each.id) }));
}

async function registered(options) {
  const key = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytesOf(options.challenge), user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  } });
  return { ...common(key), response: {
    clientDataJSON: textOf(key.response.clientDataJSON), attestationObject: textOf(key.response.attestationObject),
  } };
}

async function signed(options) {
  const key = await navigator.credentials.get({ publicKey: {
    ...options, challenge: bytesOf(options.challenge), allowCredentials: described(options.allowCredentials),
  } });
  return { ...common(key), response: {
    clientDataJSON: textOf(key.response.clientDataJSON), authenticatorData: textOf(key.response.authenticatorData),
    signature: textOf(key.response.signature),
  } };
}

const common = (key) => ({ id: key.id, rawId: textOf(key.rawId), type: key.type, clientExtensionResults: {} });

for (const form of document.querySelectorAll("form[data-security-key]")) {
  const problem = form.querySelector("[data-problem]");
  if (!window.PublicKeyCredential) {
    problem.hidden = false;
    problem.textContent = "这个浏览器或这个地址不能使用安全密钥；请换用 https 地址和较新的浏览器。";
    continue;
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    problem.hidden = true;
    const options = JSON.parse(form.dataset.options);
    try {
      const answer = form.dataset.securityKey === "new" ? await registered(options) : await signed(options);
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = "没有得到安全密钥的答复；请插好密钥，按提示触摸后再试。";
    }
  });
}
