// Dropped or chosen files go up in portions, with progress; without this script the form does it in one go.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form || !window.FormData || !window.XMLHttpRequest) return;
  const input = form.querySelector("input[type=file]");
  const drop = document.getElementById("drop");
  const wrong = document.getElementById("files-error");
  const sending = document.getElementById("sending");
  const bar = document.getElementById("sending-bar");
  const text = document.getElementById("sending-text");
  const mostBytes = Number(form.dataset.mostBytes) || Infinity;
  const mostFiles = Number(form.dataset.mostFiles) || Infinity;
  const portionFiles = 20;
  const portionBytes = 30e6;
  let busy = false;
  document.documentElement.classList.add("scripted");

  function refuse(problems) {
    wrong.replaceChildren(...problems.slice(0, 20).map((problem) => {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = problem;
      return line;
    }));
    form.querySelector(".field").classList.toggle("field-wrong", problems.length > 0);
  }

  function portions(files) {
    const found = [];
    let current = [];
    let bytes = 0;
    for (const file of files) {
      if (current.length >= portionFiles || (current.length && bytes + file.size > portionBytes)) {
        found.push(current);
        current = [];
        bytes = 0;
      }
      current.push(file);
      bytes += file.size;
    }
    if (current.length) found.push(current);
    return found;
  }

  function send(url, files, onProgress) {
    return new Promise((resolve, reject) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      for (const file of files) data.append("files", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
      request.addEventListener("load", () => {
        if (request.status === 200 && request.response) resolve(request.response);
        else if (request.response && request.response.problems) reject(request.response.problems);
        else if (request.status === 413) reject(["文件太大，服务器没有接收；请拆分后再上传。"]);
        else reject([`上传没有成功（${request.status}）。请刷新页面后重试。`]);
      });
      request.addEventListener("error", () => reject(["连不上服务器。请检查网络后重试。"]));
      request.send(data);
    });
  }

  async function upload(all) {
    if (busy || !all.length) return;
    const large = all.filter((file) => file.size > mostBytes);
    const files = all.filter((file) => file.size <= mostBytes);
    const problems = large.map((file) => `${file.name}：文件超过 ${Math.floor(mostBytes / 1e6)} MB，过大；请拆分或压缩图片后再上传`);
    if (files.length > mostFiles) problems.push(`一次最多 ${mostFiles} 个文件，这次选了 ${files.length} 个；请分几次上传`);
    refuse(problems);
    if (problems.length && (files.length > mostFiles || !files.length)) return;
    busy = true;
    sending.hidden = false;
    const total = files.reduce((sum, file) => sum + file.size, 0) || 1;
    let url = form.action;
    let target = "";
    let sent = 0;
    let count = 0;
    for (const portion of portions(files)) {
      try {
        const answer = await send(url, portion, (loaded) => {
          bar.value = Math.min(100, ((sent + loaded) * 100) / total);
          text.textContent = `正在上传，${count} / ${files.length} 个文件`;
        });
        target = answer.url;
        url = answer.add;
        problems.push(...answer.refused);
      } catch (refused) {
        problems.push(...(Array.isArray(refused) ? refused : ["上传没有成功。请重试。"]));
      }
      refuse(problems);
      sent += portion.reduce((sum, file) => sum + file.size, 0);
      count += portion.length;
    }
    busy = false;
    sending.hidden = true;
    input.value = "";
    if (target) {
      text.textContent = "上传完成，正在打开结果";
      window.location.assign(target);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload([...input.files]);
  });
  input.addEventListener("change", () => upload([...input.files]));
  if (!drop) return;
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("drop-over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("drop-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop-over");
    upload([...event.dataTransfer.files]);
  });
})();
