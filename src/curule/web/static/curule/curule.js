// Small comforts; every page works without this file.
(() => {
  "use strict";
  // Copy a text that stands in the page, and say so.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    if (!field) return;
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
    } catch {
      field.select?.();
      document.execCommand("copy");
    }
    const live = document.getElementById("live");
    if (live) live.textContent = button.dataset.copied ?? "";
    button.querySelector("[data-label]")?.replaceChildren(button.dataset.copied ?? "");
  });
  // A form that was sent is not sent a second time by an impatient hand.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method !== "post") return;
    form.dataset.sent = "1";
    // Whoever stopped the sending may send again; the form's one-time key lets it act once.
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  // A choice that needs no button of its own. To the arrow keys every option on the way is a change,
  // so whoever chooses by keys presses the button, which is always there.
  let byKeys = false;
  document.addEventListener("keydown", () => { byKeys = true; }, true);
  document.addEventListener("pointerdown", () => { byKeys = false; }, true);
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-submits]");
    if (field && !byKeys) field.form.requestSubmit();
  });
  // "/" leads to the search, unless one is typing.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  });
  // Plus and minus beside a number; without this file the field alone does.
  document.querySelectorAll("[data-step][hidden]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const field = document.getElementById(button.dataset.for);
    field.value = Math.max(Number(field.min || 0), (Number(field.value) || 0) + Number(button.dataset.step));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // Of a row of tabs that is wider than the screen, the one that is shown stands in sight.
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  });
  // Which time zone the browser lives in, where a form asks.
  document.querySelectorAll("[data-time-zone]").forEach((field) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && (field.type === "hidden" || field.value === "UTC")) {
      const known = field.type === "hidden" || [...field.options].some((option) => option.value === zone);
      if (known) field.value = zone;
    }
  });
})();
