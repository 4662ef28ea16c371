"use strict";
// Dragging somebody over a post asks for the verdict before anything is dropped; a drop
// opens the same page as the link "try" does. All of it can be done with links as well.
(function () {
  var board = document.getElementById("board");
  if (!board || !board.dataset.verdict) { return; }
  var says = document.getElementById("verdict");
  var staff = "";
  var asked = "";

  function box(e) { return e.target.closest ? e.target.closest("[data-post]") : null; }

  function query(post) {
    var here = new URLSearchParams(location.search);
    ["who", "at", "post", "q"].forEach(function (k) { here.delete(k); });
    here.set("who", staff);
    here.set("at", post);
    return here.toString();
  }

  function ask(on) {
    var key = staff + ":" + on.dataset.post;
    if (asked === key) { return; }
    asked = key;
    fetch(board.dataset.verdict + "?" + query(on.dataset.post)).then(function (answer) {
      return answer.text().then(function (text) {
        if (asked !== key || answer.status !== 200 || answer.redirected) { return; }
        says.innerHTML = text;
        on.classList.add("over-" + answer.headers.get("X-Verdict"));
      });
    }).catch(function () { asked = ""; });
  }

  function clear() {
    Array.prototype.forEach.call(board.querySelectorAll("[data-post]"), function (b) {
      b.classList.remove("over-go", "over-care", "over-stop");
    });
  }

  board.addEventListener("dragstart", function (e) {
    var on = e.target.closest ? e.target.closest("[data-staff]") : null;
    if (!on) { return; }
    staff = on.dataset.staff;
    asked = "";
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", staff);
  });
  board.addEventListener("dragover", function (e) {
    var on = box(e);
    if (!on || !staff) { return; }
    e.preventDefault();
    if (!on.className.match(/over-/)) { clear(); }
    ask(on);
  });
  board.addEventListener("drop", function (e) {
    var on = box(e);
    if (!on || !staff) { return; }
    e.preventDefault();
    location.search = query(on.dataset.post);
  });
  board.addEventListener("dragend", function () { staff = ""; clear(); });
}());
