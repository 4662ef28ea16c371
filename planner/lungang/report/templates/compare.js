"use strict";
(function () {
  // The trade-off between two measures, chosen by whoever looks.
  var data = JSON.parse(document.getElementById("trade-data").textContent);
  var place = document.getElementById("trade");
  var ends = [document.getElementById("trade-x"), document.getElementById("trade-y")];
  var drawn = null;
  function language() { return document.documentElement.getAttribute("data-show"); }
  function less(measure, value) { return measure.sense === "more" ? -value : value; }
  function front(points) {
    return points.filter(function (p) {
      return !points.some(function (q) {
        return q.x <= p.x && q.y <= p.y && (q.x < p.x || q.y < p.y);
      });
    }).sort(function (p, q) { return p.x - q.x || q.y - p.y; });
  }
  // Labels that would lie on a point or on one another are moved up.
  function apart(points) {
    var line = 18, size = 16, placed = [];
    function at(point) { return drawn.convertToPixel({ gridIndex: 0 }, point.at); }
    points.forEach(function (point) {
      placed.push({ x: at(point)[0] - size / 2, wide: size, y: at(point)[1] });
    });
    points.forEach(function (point) {
      var x = at(point)[0] + size, y = at(point)[1], wide = 0;
      for (var n = 0; n < point.name.length; n += 1) {
        wide += point.name.charCodeAt(n) > 255 ? 15 : 8; // a Chinese character is wider
      }
      function covered(other) {
        return x < other.x + other.wide && other.x < x + wide &&
          Math.abs(y - other.y) < line;
      }
      while (placed.some(covered)) y -= line;
      placed.push({ x: x, wide: wide, y: y });
      point.up = at(point)[1] - y;
    });
  }
  function draw() {
    if (!place) return;
    var here = data[language()];
    var chosen = ends.map(function (end) { return here.measures[end.selectedIndex]; });
    var found = {};
    here.points.forEach(function (point) {
      var values = chosen.map(function (m) { return point.values[m.key]; });
      var same = found[values.join()];
      if (same) same.name += " / " + point.name; // one point, one label
      else found[values.join()] = { name: point.name, color: point.color, at: values,
        x: less(chosen[0], values[0]), y: less(chosen[1], values[1]) };
    });
    var points = Object.keys(found).map(function (at) { return found[at]; });
    var option = JSON.parse(JSON.stringify(here.option));
    option.xAxis.name = chosen[0].title;
    option.yAxis.name = chosen[1].title;
    option.tooltip.formatter = function (item) {
      return echarts.format.encodeHTML(item.name + ": " + item.value.join(", "));
    };
    // Labels of many points would hide them: then only those on the line have one.
    var line = front(points);
    var told = points.length > 12 ? line : points;
    function series() {
      return [
        { type: "line", silent: true, symbol: "none", step: false,
          lineStyle: { type: "dashed", color: "#5d6f7b" },
          data: line.map(function (p) { return p.at; }) },
        { type: "scatter", symbolSize: 16,
          label: { show: true, position: "right", formatter: "{b}", color: "#33424D" },
          data: points.map(function (p) {
            return { name: p.name, value: p.at, itemStyle: { color: p.color },
              label: { show: told.indexOf(p) >= 0, offset: [0, -(p.up || 0)] } };
          }) }
      ];
    }
    option.series = series();
    if (!drawn) drawn = echarts.init(place, null, { renderer: "svg" });
    drawn.setOption(window.lettered(option), true);
    apart(told); // where points lie is known only now
    drawn.setOption({ series: series() });
  }
  function fill() {
    if (!place) return;
    var here = data[language()];
    ends.forEach(function (end, at) {
      var was = end.options.length ? end.selectedIndex : -1;
      end.textContent = "";
      here.measures.forEach(function (measure) {
        var choice = document.createElement("option");
        choice.textContent = measure.title;
        end.appendChild(choice);
      });
      var keys = here.measures.map(function (m) { return m.key; });
      var start = (here.start || ["moves", "overdue"])[at];
      end.selectedIndex = was >= 0 ? was : keys.indexOf(start);
    });
    draw();
  }
  ends.forEach(function (end) { if (end) end.addEventListener("change", draw); });
  document.querySelectorAll(".switch button").forEach(function (button) {
    button.addEventListener("click", fill);
  });
  window.addEventListener("resize", function () { if (drawn) drawn.resize(); });
  fill();

  // The people: those whom two chosen scenarios place differently, or who are searched.
  var who = document.getElementById("who");
  var pair = Array.prototype.slice.call(document.querySelectorAll(".differ"));
  function sift() {
    var wanted = who.value.trim().toLowerCase();
    document.querySelectorAll("#people tbody tr").forEach(function (row) {
      var cells = pair.map(function (choice) {
        return choice.value === "" ? null : row.cells[Number(choice.value)].textContent;
      });
      var alike = cells[0] !== null && cells[1] !== null && cells[0] === cells[1];
      row.hidden = alike || row.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  }
  pair.forEach(function (choice) { choice.addEventListener("change", sift); });
  if (who) who.addEventListener("input", sift);
})();
