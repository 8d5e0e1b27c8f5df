"use strict";
// The worklist and the case view. Without this script the page shows everything at once (noscript).
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = data.texts;
  const PAGE = 100, PRINT_SHEETS = 500, PRINT_ROWS = 2000;
  const [NUMBER, CASE, VERDICT, URGENCY, LABEL, WORDS, WHY, TUMOR, GROUP, NEXT, SEARCH] = data.rows[0] ? data.rows[0].keys() : Array(11).keys();
  const haystack = data.rows.map(r => [r[CASE], text[r[WORDS]], text[r[WHY]], text[r[TUMOR]], r[SEARCH]].join("\n").toLowerCase());
  const sheets = document.querySelectorAll("noscript.case"), packs = document.querySelectorAll("script.pack"), unpacked = new Map();
  const position = new Map(data.rows.map((r, i) => [r[NUMBER], i]));
  const byId = id => document.getElementById(id);
  const list = byId("list-view"), view = byId("case-view"), print = byId("print-view"), title = document.title;
  let found = data.rows.map((_, i) => i), page = 0, open = -1, cameFrom = null;

  function make(name, words, attributes) {
    const element = document.createElement(name);
    if (words !== undefined) element.textContent = words;
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    return element;
  }

  // -- filters ------------------------------------------------------------------------------------
  const chosen = { verdict: "", urgency: "", tumor: "", label: "" };
  let wanted = [];

  function counted(column) {
    const counts = new Map();
    for (const row of data.rows) counts.set(text[row[column]], (counts.get(text[row[column]]) || 0) + 1);
    return counts;
  }

  function selector(key, words, options) {
    const label = make("label", words), select = make("select", undefined, { id: "by-" + key });
    select.append(make("option", "all", { value: "" }));
    for (const option of options) select.append(option);
    select.addEventListener("change", () => { chosen[key] = select.value; filter(); });
    label.append(select);
    return label;
  }

  function options(counts, order, words) {
    return order.filter(v => counts.has(v)).map(v => make("option", (words ? words[v] : v) + " (" + counts.get(v) + ")", { value: v }));
  }

  function tumors() {
    const types = new Map();
    for (const row of data.rows) {
      const group = text[row[GROUP]], type = text[row[TUMOR]] || "not stated";
      if (!types.has(group)) types.set(group, new Map());
      types.get(group).set(type, (types.get(group).get(type) || 0) + 1);
    }
    return [...types].sort().map(([group, members]) => {
      const all = [...members.values()].reduce((a, b) => a + b, 0);
      const part = make("optgroup", undefined, { label: group });
      part.append(make("option", "all of " + group + " (" + all + ")", { value: "g" + group }));
      if (members.size > 1) for (const [type, n] of [...members].sort()) part.append(make("option", type + " (" + n + ")", { value: "t" + type }));
      return part;
    });
  }

  function buildFilters() {
    const box = byId("filters"), label = make("label", "Search case, fusion, file, reason");
    const search = make("input", undefined, { type: "search", id: "search", autocomplete: "off" });
    search.addEventListener("input", () => { wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean); filter(); });
    label.append(search);
    const reset = make("button", "Show all", { type: "button", id: "reset" });
    reset.addEventListener("click", () => {
      for (const key of Object.keys(chosen)) { chosen[key] = ""; byId("by-" + key).value = ""; }
      search.value = ""; wanted = []; filter();
    });
    box.append(label,
      selector("verdict", "Verdict", options(counted(VERDICT), Object.keys(data.words), data.words)),
      selector("urgency", "Urgency", options(counted(URGENCY), data.urgency)),
      selector("tumor", "Tumor type", tumors()),
      selector("label", "Label", options(counted(LABEL), Object.keys(data.labels), data.labels)),
      reset);
    box.hidden = false;
  }

  function fits(row, i) {
    if (chosen.verdict && text[row[VERDICT]] !== chosen.verdict) return false;
    if (chosen.urgency && text[row[URGENCY]] !== chosen.urgency) return false;
    if (chosen.label && text[row[LABEL]] !== chosen.label) return false;
    if (chosen.tumor) {
      const own = chosen.tumor[0] === "g" ? text[row[GROUP]] : text[row[TUMOR]] || "not stated";
      if (own !== chosen.tumor.slice(1)) return false;
    }
    return wanted.every(word => haystack[i].includes(word));
  }

  function filter() {
    found = [];
    data.rows.forEach((row, i) => { if (fits(row, i)) found.push(i); });
    page = 0;
    show();
    prefetch();
  }

  // -- the list -----------------------------------------------------------------------------------
  function tag(row) {
    const tone = data.tones[text[row[VERDICT]]], box = make("span", undefined, { class: "tag " + tone });
    box.append(make("span", data.symbols[tone], { "aria-hidden": "true" }), " " + text[row[WORDS]]);
    return box;
  }

  function line(i) {
    const row = data.rows[i], tr = make("tr"), cell = words => make("td", words);
    const urgency = make("td", text[row[URGENCY]], { class: "u-" + text[row[URGENCY]] });
    const head = make("th", undefined, { scope: "row" }), link = make("a", undefined, { href: "#c" + row[NUMBER] });
    link.append(make("bdi", row[CASE])); head.append(link);
    const verdict = cell(); verdict.append(tag(row));
    const tumor = cell(); tumor.append(make("bdi", text[row[TUMOR]] || "not stated"));
    tr.append(urgency, head, verdict, cell(text[row[WHY]]), tumor, cell(data.labels[text[row[LABEL]]]), cell(text[row[NEXT]]));
    return tr;
  }

  function table(indices, caption) {
    const whole = make("table", undefined, { class: "list" }), head = make("tr"), body = make("tbody"), top = make("thead");
    for (const words of ["Urgency", "Case", "Verdict", "Fusion, or why", "Tumor type", "Label", "Next step"]) head.append(make("th", words, { scope: "col" }));
    top.append(head);
    for (const i of indices) body.append(line(i));
    whole.append(make("caption", caption), top, body);
    return whole;
  }

  function pager(pages) {
    const bar = make("nav", undefined, { class: "pages", "aria-label": "Pages of the worklist" });
    for (const [words, step] of [["Previous page", -1], ["Next page", 1]]) {
      const button = make("button", words, { type: "button" });
      button.disabled = page + step < 0 || page + step >= pages;
      button.addEventListener("click", () => { page += step; show(); byId("worklist").focus(); });
      bar.append(button);
    }
    bar.append(make("span", "Page " + (page + 1) + " of " + pages));
    return bar;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE)), from = page * PAGE;
    const shown = found.slice(from, from + PAGE), box = byId("table");
    byId("count").textContent = found.length + " of " + data.rows.length + " cases" + (pages > 1 ? ", " + (from + 1) + " to " + (from + shown.length) + " shown" : "");
    const wide = make("div", undefined, { class: "wide", tabindex: "0", role: "region", "aria-label": "Worklist, table" });
    wide.append(table(shown, "Most urgent first"));
    box.replaceChildren(wide);
    if (pages > 1) box.append(pager(pages));
  }

  // -- a case -------------------------------------------------------------------------------------
  async function ready(i) {
    const block = Math.floor(i / data.block);
    if (!data.block || unpacked.has(block)) return;
    const bytes = Uint8Array.from(atob(packs[block].textContent), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    unpacked.set(block, JSON.parse(await new Response(stream).text()));
  }

  function here(i) { return !data.block || unpacked.has(Math.floor(i / data.block)); }

  function sheet(i) {
    const holder = make("div");
    // rendered and escaped with the page itself
    holder.innerHTML = data.block ? unpacked.get(Math.floor(i / data.block))[i % data.block] : sheets[i].textContent;
    return holder.firstElementChild;
  }

  async function prefetch() { // printing cannot wait
    const mine = found;
    if (data.block && mine.length <= PRINT_SHEETS) for (const i of mine) { if (found !== mine) return; await ready(i); }
  }

  function step(words, i) {
    const link = make("a", words, i >= 0 ? { href: "#c" + data.rows[i][NUMBER] } : { "aria-disabled": "true", role: "link" });
    return link;
  }

  async function route() {
    const match = /^#c(\d+)$/.exec(location.hash), i = match ? position.get(Number(match[1])) : undefined;
    if (i === undefined) {
      const back = open >= 0;
      open = -1; view.hidden = true; list.hidden = false; view.replaceChildren(); document.title = title;
      document.body.classList.remove("alone");
      if (back) { const link = cameFrom !== null && list.querySelector('a[href="#c' + cameFrom + '"]'); (link || byId("worklist")).focus(); }
      return;
    }
    const asked = location.hash;
    await ready(i);
    if (location.hash !== asked) return;
    open = i; cameFrom = data.rows[i][NUMBER];
    const at = found.indexOf(i), bar = make("nav", undefined, { class: "pages go", "aria-label": "Cases" });
    bar.append(make("a", "Back to the worklist", { href: "#worklist" }));
    if (at > 0) bar.append(step("Previous case", found[at - 1]));
    if (at >= 0 && at < found.length - 1) bar.append(step("Next case", found[at + 1]));
    view.replaceChildren(bar, sheet(i));
    list.hidden = true; view.hidden = false;
    document.body.classList.add("alone");
    document.title = "Case " + data.rows[i][CASE] + " - " + title;
    window.scrollTo(0, 0);
    view.querySelector("h2").focus({ preventScroll: true });
  }

  // -- copying ------------------------------------------------------------------------------------
  function copyBySelection(element) {
    const range = document.createRange(), selection = getSelection();
    range.selectNodeContents(element); selection.removeAllRanges(); selection.addRange(range);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  }

  async function copy(button) {
    const element = byId(button.dataset.of), told = button.parentElement.querySelector("[role=status]");
    let done = false;
    try { await navigator.clipboard.writeText(element.textContent); done = true; } catch { done = copyBySelection(element); }
    told.textContent = done ? "Copied." : "The browser does not allow copying: select the text.";
  }

  // -- printing: the open case alone, or the list and a sheet for each case found ------------------
  function beforePrint() {
    if (open >= 0) return;
    byId("table").replaceChildren(table(found.slice(0, PRINT_ROWS), "Most urgent first"));
    if (found.length > PRINT_SHEETS) {
      print.replaceChildren(make("p", "Sheets of " + found.length + " cases are too many for one print: filter to " + PRINT_SHEETS + " or fewer, or print a case from its own view."));
    } else {
      const late = found.filter(i => !here(i)).length;
      print.replaceChildren(...found.filter(here).map(sheet));
      if (late) print.prepend(make("p", late + " sheets were not unpacked yet: print again."));
    }
    print.hidden = false;
  }

  function afterPrint() {
    print.hidden = true; print.replaceChildren();
    show();
  }

  document.documentElement.classList.add("js");
  view.addEventListener("click", event => { const button = event.target.closest("button.copy"); if (button) copy(button); });
  addEventListener("hashchange", route);
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  buildFilters();
  show();
  route();
  performance.mark("ready");
})();
