// What HTML can't do by itself: choose a line by a click or the arrow keys, and save a file.
// Everything shown is made in Python, which also escapes it.
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };

function render({ model, el }) {
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab leaves keys in here to us

  let chosen = false; // here, not by a key in the search box

  function draw() {
    el.innerHTML = model.get("html");
    if (chosen) el.querySelector("[aria-current] button")?.focus({ preventScroll: true });
    chosen = false;
  }
  function pick(line) {
    chosen = true;
    model.set("picked", line);
    model.save_changes();
  }
  function say(text) {
    const status = el.querySelector("[data-said]");
    if (status) status.textContent = text;
  }
  el.addEventListener("click", event => {
    const at = event.target.closest("[data-pick], [data-save], a[href^='#']");
    if (!at || !getSelection().isCollapsed) return; // words of a line can be selected
    event.preventDefault();
    if (at.dataset.save) model.send({ save: at.dataset.save });
    else pick(Number(at.dataset.pick ?? at.getAttribute("href").slice(1)));
  });
  el.addEventListener("keydown", event => {
    const list = el.querySelector("[data-last]");
    if (!(event.key in STEPS) || !list || !event.target.closest("[data-last]")) return;
    event.preventDefault();
    pick(Math.min(Math.max(model.get("picked") + STEPS[event.key], 1), Number(list.dataset.last)));
  });
  model.on("change:html", draw);
  model.on("msg:custom", async ({ name, type, text }) => {
    if (!name) {
      await navigator.clipboard.writeText(text).then(() => say("copied"), () => say("not copied"));
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`saved as ${name}`);
  });
  draw();
}

export default { render };
