"use strict";
// The sheet: a cell is sent when it is left, its row is checked at once, and the sentence
// stands in the status line. Up, down and Enter walk; Alt+N goes to the next marked cell.
(function () {
  var table = document.getElementById("sheet");
  if (!table) { return; }
  var says = document.getElementById("says");
  var token = document.querySelector("[name=csrfmiddlewaretoken]");
  var url = table.dataset.edit;

  function row(input) { return input.closest("tr"); }
  function cell(input) { return input.closest("td"); }
  function show(html) { says.innerHTML = html; }

  function send(input) {
    if (input.value === input.dataset.was) { return; }
    var tr = row(input);
    var sent = input.value;
    var body = new URLSearchParams();
    body.set("row", tr.dataset.row);
    body.set("column", input.dataset.column);
    body.set("text", sent);
    body.set("version", tr.dataset.version);
    var before = tr.pending || Promise.resolve();
    tr.pending = before.then(function () {
      body.set("version", tr.dataset.version);
      return fetch(url, { method: "POST", body: body, headers: { "X-CSRFToken": token.value } });
    }).then(function (answer) {
      return answer.text().then(function (text) { take(input, sent, answer, text); });
    }).catch(function () {
      show(says.dataset.offline);
      cell(input).className = "fault";
    });
  }

  function take(input, sent, answer, text) {
    var tr = row(input);
    if (answer.redirected || (answer.status !== 200 && answer.status !== 409)) {
      show(says.dataset.refused);
      cell(input).className = "fault";
      return;
    }
    show(text);
    if (answer.status === 409) {
      var found = says.querySelector("[data-version]");
      tr.dataset.version = found.dataset.version;
      input.dataset.was = found.dataset.theirs;
      cell(input).className = "fault";
      var keep = says.querySelector("[data-keep]");
      var yield_ = says.querySelector("[data-yield]");
      keep.addEventListener("click", function () { input.value = sent; send(input); });
      yield_.addEventListener("click", function () {
        input.value = input.dataset.was; cell(input).className = "edited"; show(""); input.focus();
      });
      keep.focus();
      return;
    }
    tr.dataset.version = answer.headers.get("X-Row-Version");
    input.dataset.was = sent;
    Array.prototype.forEach.call(tr.querySelectorAll("td.fault, td.doubt"), function (td) {
      td.classList.remove("fault", "doubt");
    });
    cell(input).classList.add("edited");
    Array.prototype.forEach.call(says.querySelectorAll("[data-cell]"), function (line) {
      var td = document.getElementById(line.dataset.cell);
      if (td) { td.classList.add(line.dataset.kind); }
    });
    var undo = document.getElementById("undo");
    if (undo) { undo.disabled = false; }
  }

  function tell(input) {
    var note = cell(input).dataset.says;
    if (note) { says.textContent = note; }
  }

  function walk(input, step) {
    var tr = row(input);
    do { tr = step > 0 ? tr.nextElementSibling : tr.previousElementSibling; }
    while (tr && !tr.querySelector("input[data-column='" + input.dataset.column + "']"));
    if (tr) { tr.querySelector("input[data-column='" + input.dataset.column + "']").focus(); }
  }

  function next(from, step) {
    var marked = Array.prototype.slice.call(table.querySelectorAll("td.fault input, td.doubt input"));
    if (!marked.length) { return; }
    var at = marked.indexOf(from);
    marked[(at + step + marked.length) % marked.length].focus();
  }

  // A block from a spreadsheet goes to the server as a whole: all of it is kept, or nothing.
  function paste(input, text) {
    var body = new URLSearchParams();
    body.set("row", row(input).dataset.row);
    body.set("column", input.dataset.column);
    body.set("block", text);
    Array.prototype.forEach.call(table.querySelectorAll("tr[data-version]"), function (tr) {
      body.append("version", tr.dataset.row + ":" + tr.dataset.version);
    });
    fetch(table.dataset.block, { method: "POST", body: body, headers: { "X-CSRFToken": token.value } })
      .then(function (answer) {
        if (answer.status === 204) { location.reload(); return; }
        if (answer.redirected || answer.status > 409) { show(says.dataset.refused); return; }
        if (answer.headers.get("Content-Type").indexOf("text/plain") !== 0) { show(says.dataset.long); return; }
        return answer.text().then(function (told) { says.textContent = told; });
      }).catch(function () { show(says.dataset.offline); });
  }

  table.addEventListener("paste", function (e) {
    var text = e.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!e.target.dataset.column || !/[\t\n]/.test(text)) { return; }
    e.preventDefault();
    paste(e.target, text);
  });
  table.addEventListener("focusin", function (e) { if (e.target.dataset.column) { tell(e.target); } });
  table.addEventListener("change", function (e) { if (e.target.dataset.column) { send(e.target); } });
  document.addEventListener("keydown", function (e) {
    var on = e.target.dataset && e.target.dataset.column ? e.target : null;
    if (e.altKey && (e.code === "KeyN" || e.code === "KeyP")) {
      e.preventDefault(); next(on, e.code === "KeyN" ? 1 : -1);
    } else if (on && (e.key === "ArrowDown" || e.key === "Enter")) {
      e.preventDefault(); walk(on, 1);
    } else if (on && e.key === "ArrowUp") {
      e.preventDefault(); walk(on, -1);
    } else if (on && e.key === "Escape") {
      on.value = on.dataset.was;
    }
  });
  var wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    wanted.scrollIntoView({ block: "center", inline: "center" });
    // The browser goes to the fragment itself once all is loaded, and takes the focus away.
    window.addEventListener("load", function () {
      setTimeout(function () {
        var input = wanted.querySelector("input");
        if (input) { input.focus(); }
      }, 0);
    });
  }
}());
