(function () {
  var field = document.getElementById("filter");
  var found = document.getElementById("found");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  var parts = Array.prototype.slice.call(document.querySelectorAll("[data-part]"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function show() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    var stores = 0;
    rows.forEach(function (row, i) {
      row.hidden = !words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      if (!row.hidden && row.dataset.row === "store") stores++;
    });
    parts.forEach(function (part) { part.hidden = !part.querySelector("[data-row]:not([hidden])"); });
    found.textContent = words.length === 0 ? "" : stores === 1 ? "1 faulty store" : stores + " faulty stores";
  }
  field.addEventListener("input", show);
  document.querySelector(".search").hidden = false;
  show();
})();
