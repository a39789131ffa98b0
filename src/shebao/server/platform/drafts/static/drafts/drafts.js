// Drafts: what is typed into a form is kept on the server by itself and given back when the page is opened again.
// Forms with a text of several lines, and those marked data-draft, take part; data-no-draft keeps one out.
"use strict";

(() => {
  const PAUSE = 700;
  const TAKES_PART = "form[method=post]:is([data-draft], :has(textarea:not([readonly])))";
  const HIDDEN = new Set(["hidden", "file", "password", "submit", "button", "reset", "image"]);
  const known = new WeakMap();
  const all = new Set();

  // A field by its name, by what the hidden fields beside it say it is about, and by its number among those alike.
  function fieldsOf(form) {
    const seen = new Map();
    const found = new Map();
    for (const each of form.elements) {
      if (!each.name || each.disabled || each.readOnly || HIDDEN.has(each.type)) continue;
      const around = each.closest(".field, tr, fieldset");
      const beside = around ? [...around.querySelectorAll("input[type=hidden]")].map((one) => one.value) : [];
      const name = [each.name, ...(each.type === "radio" ? [each.value] : []), ...beside].join("|");
      const number = seen.get(name) || 0;
      seen.set(name, number + 1);
      found.set(`${name}#${number}`, each);
    }
    return found;
  }

  // A form that was taken is answered by sending the browser on to a page.
  const wasTaken = () => performance.getEntriesByType("navigation").some((each) => each.redirectCount > 0);
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const valueOf = (field) => (isTick(field) ? field.checked : field.value);
  const versionOf = (form) => form.querySelector("input[name=version]");

  class Draft {
    constructor(form) {
      this.form = form;
      this.name = `${location.pathname}${location.search}#${form.id || form.getAttribute("action") || ""}`.slice(0, 300);
      this.left = {};
      this.defaults = new Map([...fieldsOf(form)].map(([name, field]) => [name, valueOf(field)]));
      this.state = "kept";
      this.answers = this.isAnswer();
      this.submitted = false;
      const owner = document.createElement("input");
      Object.assign(owner, { type: "hidden", name: "draft-of", value: this.name });
      form.append(owner);
    }

    async fetch() {
      const answer = await fetch(`/drafts/?form=${encodeURIComponent(this.name)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const kept = await answer.json();
      if (this.submitted) return;
      if (this.answers && wasTaken()) { await (await this.send({})).text(); return; }
      if (!kept.fields) return;
      if (this.answers) { this.left = kept.fields; this.changed(); return; }
      this.restore(kept);
    }

    // Whether the page is the answer to this very form: then it shows what was sent, which is newer than any draft.
    // Asked once, when the page is opened: a form that is sent before the draft has come leaves a mark for the page after it.
    isAnswer() {
      const mark = `sent:${this.name}`;
      const sent = sessionStorage.getItem(mark);
      sessionStorage.removeItem(mark);
      return Boolean(sent);
    }

    restore(kept) {
      const fields = fieldsOf(this.form);
      const homeless = [];
      for (const [name, value] of Object.entries(kept.fields)) {
        const field = fields.get(name);
        if (!field) { if (String(value).trim()) homeless.push(String(value)); this.left[name] = value; continue; }
        if (isTick(field)) field.checked = value; else field.value = value;
        for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      }
      const version = versionOf(this.form);
      const moved = version && kept.base && version.value !== kept.base;
      if (moved) version.value = kept.base;
      this.tell(kept.kept_at, moved, homeless);
      this.form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    tell(at, moved, homeless) {
      const bar = document.createElement("div");
      bar.className = "alert alert-warning draft-bar";
      bar.setAttribute("role", "status");
      const words = document.createElement("p");
      words.textContent = `已放回您 ${at} 填写、还没有保存的内容。` +
        (moved ? "此后库中的内容已有变化，保存时会列出不同之处，由您核对。" : "");
      const drop = document.createElement("button");
      Object.assign(drop, { type: "button", className: "button button-small", textContent: "放弃草稿" });
      drop.addEventListener("click", () => this.drop());
      bar.append(words);
      if (homeless.length) {
        const rest = document.createElement("pre");
        rest.textContent = homeless.join("\n\n");
        const why = document.createElement("p");
        why.textContent = "下面这些内容原来的位置已经不在，请抄到合适的地方：";
        bar.append(why, rest);
      }
      bar.append(drop);
      this.form.prepend(bar);
    }

    async drop() {
      this.state = "kept";
      await this.send({});
      location.reload();
    }

    changed() {
      this.submitted = false;
      this.state = "pending";
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), PAUSE);
    }

    fields() {
      const found = { ...this.left };
      for (const [name, field] of fieldsOf(this.form)) {
        const before = this.defaults.has(name) ? this.defaults.get(name) : isTick(field) ? false : "";
        if (name in this.left || valueOf(field) !== before) found[name] = valueOf(field);
      }
      return found;
    }

    async save() {
      window.clearTimeout(this.timer);
      this.state = "sending";
      try {
        const answer = await this.send(this.fields());
        const said = await answer.json();
        if (!answer.ok || answer.redirected) throw new Error(said.problem || "");
        if (this.state === "sending") this.state = "kept";
        this.say(said.kept_at ? `草稿已自动保存（${said.kept_at}），还没有正式保存。` : "");
      } catch (problem) {
        if (problem.name === "AbortError") return;
        this.state = "failed";
        this.say(problem.message && !(problem instanceof TypeError) && !(problem instanceof SyntaxError)
          ? problem.message : "草稿没有存上，请检查网络；离开本页前请先保存。");
      }
    }

    send(fields) {
      if (this.sending) this.sending.abort();
      this.sending = new AbortController();
      const version = versionOf(this.form);
      const body = new URLSearchParams({
        form: this.name, address: `${location.pathname}${location.search}${this.form.id ? `#${this.form.id}` : ""}`, title: document.title.split(" · 社保")[0],
        base: version ? version.value : "", fields: JSON.stringify(fields),
      });
      const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
      const keepalive = body.toString().length < 60000;
      return fetch("/drafts/", { method: "POST", body, keepalive, signal: this.sending.signal, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    }

    say(words) {
      if (!this.place) {
        this.place = document.createElement("p");
        this.place.className = "draft-state small muted";
        this.place.setAttribute("aria-live", "polite");
        (this.form.querySelector(".form-actions") || this.form).append(this.place);
      }
      this.place.textContent = words;
    }
  }

  function draftOf(form) {
    if (!form || !form.matches(TAKES_PART) || form.matches("[data-no-draft]")) return null;
    if (!known.has(form)) { const made = new Draft(form); known.set(form, made); all.add(made); made.fetch(); }
    return known.get(form);
  }

  const begin = () => document.querySelectorAll("form").forEach((form) => draftOf(form));
  begin();
  document.addEventListener("htmx:afterSettle", begin);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const draft = event.target.form !== undefined ? draftOf(event.target.form) : draftOf(event.target.closest("form"));
      if (draft) draft.changed();
    });
  }
  document.addEventListener("submit", (event) => {
    const draft = known.get(event.target);
    if (!draft || event.defaultPrevented) return;
    window.clearTimeout(draft.timer);
    if (draft.sending) draft.sending.abort();
    draft.state = "kept";
    draft.submitted = true;
    sessionStorage.setItem(`sent:${draft.name}`, "1");
  });
  const open = () => [...all].filter((draft) => draft.form.isConnected);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") open().filter((draft) => draft.state === "pending").forEach((draft) => draft.save());
  });
  window.addEventListener("beforeunload", (event) => {
    const unkept = open().filter((draft) => draft.state !== "kept");
    unkept.filter((draft) => draft.state === "pending").forEach((draft) => draft.save());
    if (unkept.length) { event.preventDefault(); event.returnValue = ""; }
  });
})();
