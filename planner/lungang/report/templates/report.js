"use strict";
(function () {
  var page = document.documentElement;
  var options = JSON.parse(document.getElementById("charts").textContent);
  var drawn = {};

  // Names reach the chart as data and the tooltip as escaped text, never as markup.
  function label(item) {
    return item.data && item.data.text !== undefined ? item.data.text : item.name;
  }
  function streams(option) {
    var series = option.series[0];
    var text = {};
    series.data.forEach(function (node) { text[node.name] = node.text; });
    series.label.formatter = label;
    option.tooltip.formatter = function (item) {
      var said = item.dataType === "edge"
        ? text[item.data.source] + " → " + text[item.data.target] + ": " + item.value
        : label(item) + ": " + item.value;
      return echarts.format.encodeHTML(said);
    };
    return option;
  }
  // On a projector the lettering of the charts grows with that of the page.
  function lettered(option) {
    option.textStyle.fontFamily = getComputedStyle(document.body).fontFamily;
    if (window.innerWidth < 1600) return option;
    option.textStyle.fontSize = 15;
    [].concat(option.xAxis || [], option.yAxis || []).forEach(function (axis) {
      axis.axisLabel = Object.assign({ fontSize: 14 }, axis.axisLabel);
      axis.nameTextStyle = Object.assign({ fontSize: 14 }, axis.nameTextStyle);
    });
    if (option.legend) option.legend.textStyle = { fontSize: 14 };
    (option.series || []).forEach(function (series) {
      if (series.label) series.label = Object.assign({ fontSize: 14 }, series.label);
    });
    return option;
  }
  window.lettered = lettered;
  function draw(name, language) {
    var place = document.getElementById("chart-" + name);
    if (!place) return;
    if (!drawn[name]) drawn[name] = echarts.init(place, null, { renderer: "svg" });
    var option = JSON.parse(JSON.stringify(options[name][language]));
    if (name.indexOf("flow") === 0) streams(option);
    drawn[name].setOption(lettered(option), true);
    place.setAttribute("aria-label", place.getAttribute("data-" + language));
  }
  function show(language) {
    page.setAttribute("data-show", language);
    page.setAttribute("lang", language);
    document.title = document.querySelector("title").getAttribute("data-" + language);
    document.querySelectorAll(".switch button").forEach(function (button) {
      var on = button.getAttribute("data-show") === language;
      button.setAttribute("aria-pressed", String(on));
    });
    Object.keys(options).forEach(function (name) { draw(name, language); });
  }
  document.querySelectorAll(".switch button").forEach(function (button) {
    button.addEventListener("click", function () {
      show(button.getAttribute("data-show"));
    });
  });
  document.querySelectorAll(".find").forEach(function (input) {
    var rows = document.querySelectorAll("#" + input.getAttribute("data-for") + " tbody tr");
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  });
  function resize() {
    Object.keys(drawn).forEach(function (name) { drawn[name].resize(); });
  }
  window.addEventListener("resize", resize);
  document.querySelectorAll("details").forEach(function (one) {
    one.addEventListener("toggle", resize);
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (one) { one.open = true; });
    resize();
  });
  show(/^en\b/.test(location.hash.slice(1)) ? "en" : "zh");
})();
