// Draws the charts of a page with ECharts: each figure names its kind and where its numbers are.
(() => {
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const zh = document.documentElement.lang.startsWith("zh");
  const word = (en, other) => (zh ? other : en);
  const axis = (more) => ({
    axisLine: { lineStyle: { color: color("line") } }, axisTick: { show: false },
    axisLabel: { color: color("soft"), hideOverlap: true }, splitLine: { lineStyle: { color: color("faint") } },
    nameTextStyle: { color: color("soft") }, ...more,
  });
  const count = (value) => Number(value).toLocaleString("en");
  const frame = (more) => ({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 250,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: true }, grid: { left: 56, right: 24, top: 24, bottom: 40 },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null || value === undefined ? "-" : count(value)) },
    ...more,
  });
  const line = (name, data, tint, more) => ({ type: "line", name, data, symbol: "none", lineStyle: { color: tint, width: 2 }, itemStyle: { color: tint }, ...more });

  const kinds = {
    hours(told) {
      const at = (field) => told.rows.map((row) => [row.hour, row[field]]);
      const low = at("low");
      const gap = told.rows.map((row) => [row.hour, row.low === null || row.high === null ? null : row.high - row.low]);
      const band = { lineStyle: { opacity: 0 }, silent: true, stack: "usual", tooltip: { show: false } };
      return frame({
        xAxis: axis({ type: "time" }), yAxis: axis({ type: "value", axisLabel: { color: color("soft"), formatter: count } }),
        series: [
          line("low", low, color("peers"), band),
          line(word("usual: 10 % to 90 % of the same hour", "通常：同一时段的 10 % 至 90 %"), gap, color("peers"), { ...band, areaStyle: { color: color("peers"), opacity: 0.18 } }),
          line(word("usual", "通常"), at("middle"), color("peers"), { lineStyle: { color: color("peers"), width: 1, type: "dashed" } }),
          { type: "bar", name: word("shown", "展示"), data: at("records"), barMaxWidth: 12, itemStyle: { color: color("found"), opacity: 0.75 } },
        ],
      });
    },
    staircase(told) {
      const stairs = told.pictures?.staircase ?? [];
      if (!stairs.length) return null;
      const begin = new Date(stairs[0][0]).getTime();
      const end = new Date(stairs.at(-1)[0]).getTime();
      const until = Math.max(end + (end - begin) / 20, begin + 86400000);
      const beyond = told.pictures.band.findIndex((row) => begin + row[0] * 86400000 > until);
      const band = beyond < 0 ? told.pictures.band : told.pictures.band.slice(0, beyond + 1);
      const at = (place) => band.map((row) => [begin + row[0] * 86400000, Math.max(row[place], 1)]);
      const inside = (mark) => new Date(mark.at).getTime() <= until;
      const marks = { found: word("found", "发现"), verdict: word("verdict", "处置"), lifted: word("lifted", "解除") };
      const peers = color("peers");
      const later = (told.marks ?? []).filter((mark) => !inside(mark)).slice(0, 3);
      return frame({
        graphic: later.map((mark, row) => ({
          type: "text", right: 24, top: 4 + 16 * row,
          style: { text: `${marks[mark.what] ?? mark.what} ${mark.at.slice(0, 10)} →`, fill: color("soft"), font: "12px sans-serif" },
        })),
        legend: { bottom: 0, textStyle: { color: color("soft") }, itemWidth: 36, itemStyle: { opacity: 0 } }, grid: { left: 64, right: 24, top: 24, bottom: 64 },
        xAxis: axis({ type: "time", max: until }), yAxis: axis({ type: "log", min: 1, axisLabel: { color: color("soft"), formatter: count } }),
        series: [
          line(word("this client", "该客户端"), stairs.map(([time, total]) => [time, Math.max(total, 1)]), color("found"), {
            step: "end",
            markLine: {
              symbol: "none", silent: true, lineStyle: { color: color("ink"), type: "dotted" },
              data: (told.marks ?? []).filter(inside).map((mark) => ({ xAxis: mark.at, label: { formatter: marks[mark.what] ?? mark.what, color: color("soft") } })),
            },
          }),
          line(word("peers: median", "同类：中位数"), at(1), peers, { lineStyle: { color: peers, width: 1 } }),
          line(word("peers: 90 %", "同类：90 %"), at(2), peers, { lineStyle: { color: peers, width: 1, type: "dashed" } }),
          line(word("peers: 99.9 %", "同类：99.9 %"), at(3), peers, { lineStyle: { color: peers, width: 1, type: "dotted" } }),
        ],
      });
    },
    bars(told) {
      return frame({
        grid: { left: 16, right: 48, top: 8, bottom: 24, containLabel: true },
        xAxis: axis({ type: "value", axisLabel: { color: color("soft"), formatter: count } }),
        yAxis: axis({ type: "category", inverse: true, data: told.rows.map((row) => row.name) }),
        series: [{ type: "bar", barMaxWidth: 16, data: told.rows.map((row) => row.count), itemStyle: { color: color("bar") }, label: { show: true, position: "right", color: color("soft"), formatter: (one) => count(one.value) } }],
      });
    },
  };

  const drawn = new Set();
  const draw = (figure) => {
    const make = kinds[figure.dataset.chart];
    const option = make && make(figure.told);
    if (!option) return;
    const plot = figure.querySelector(".plot");
    plot.classList.add("drawn");
    window.echarts.getInstanceByDom(plot)?.dispose();
    window.echarts.init(plot, null, { renderer: "canvas" }).setOption(option);
    drawn.add(figure);
  };

  window.headcountChart = async (figure) => {
    try {
      const answer = await fetch(figure.dataset.src, { headers: { Accept: "application/json" } });
      if (!answer.ok) return; // the table stays
      figure.told = await answer.json();
      draw(figure);
    } catch { /* the table stays */ }
  };
  const again = () => { for (const figure of drawn) { if (figure.isConnected) draw(figure); else drawn.delete(figure); } };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let timer = 0;
  window.addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(again, 150); });
})();
