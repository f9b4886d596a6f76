// Time: a histogram per day, week or month, a range to brush, and a play button that lets the range walk.

const T = { first: 0, last: 0, step: 1, bins: 0, counts: [], faint: [], from: 0, to: 0, timer: 0, nodes: null };

function timeSpan() {
  const inc = G.data.inc;
  let first = Infinity;
  let last = -Infinity;
  for (let k = 0; k < inc.n; k += 1) {
    if (inc.d0[k] === null) continue;
    first = Math.min(first, inc.d0[k]);
    last = Math.max(last, inc.d0[k] + inc.dd[k]);
  }
  return first < last ? [first, last] : null;
}

function buildTimeline() {
  const span = timeSpan();
  const holder = document.getElementById('gm-time');
  if (!span) {
    holder.hidden = true;
    return;
  }
  [T.first, T.last] = span;
  const days = T.last - T.first + 1;
  T.step = days <= 120 ? 1 : days <= 900 ? 7 : Math.max(30, Math.ceil(days / 160));
  T.bins = Math.ceil(days / T.step);
  T.from = 0;
  T.to = T.bins - 1;
  const chart = svg('svg', { class: 'gm-bars', 'aria-hidden': 'true', focusable: 'false' });
  const shade = el('div', { class: 'gm-range' });
  const handle = (side, label) => el('div', {
    class: 'gm-handle gm-handle-' + side, role: 'slider', tabindex: 0, 'aria-label': label, 'aria-orientation': 'horizontal',
    keydown: (event) => keyHandle(event, side),
  });
  const low = handle('from', t('time.from'));
  const high = handle('to', t('time.to'));
  const track = el('div', { class: 'gm-track' }, chart, shade, low, high);
  const play = button('play', t('time.play'), togglePlay, 'gm-play');
  const shown = el('div', { class: 'gm-time-text', 'aria-live': 'polite' });
  const whole = el('button', { type: 'button', class: 'gm-text-button', click: () => setRange(0, T.bins - 1) }, t('time.all'));
  T.nodes = { chart, shade, low, high, track, play, shown, whole };
  holder.replaceChildren(play, el('div', { class: 'gm-time-main' }, el('div', { class: 'gm-row' }, shown, whole), track, el('div', { class: 'gm-ticks', 'aria-hidden': 'true' })));
  track.addEventListener('pointerdown', startBrush);
  if (F.from !== null || F.to !== null) {
    T.from = F.from === null ? 0 : clampBin(Math.floor((F.from - T.first) / T.step));
    T.to = F.to === null ? T.bins - 1 : clampBin(Math.floor((F.to - T.first) / T.step));
  }
  drawTimeline();
}

function clampBin(n) {
  return Math.max(0, Math.min(T.bins - 1, n));
}

// Bars count what the other filters let through; an uncertain date adds an equal share to each bar it may fall in.
function countBins() {
  const inc = G.data.inc;
  const mask = F.from === null && F.to === null ? G.shown : sieve(false).mask;
  T.counts = new Float64Array(T.bins);
  T.faint = new Float64Array(T.bins);
  for (let k = 0; k < inc.n; k += 1) {
    if (inc.d0[k] === null || !mask[k]) continue;
    const a = clampBin(Math.floor((inc.d0[k] - T.first) / T.step));
    const b = clampBin(Math.floor((inc.d0[k] + inc.dd[k] - T.first) / T.step));
    if (a === b) T.counts[a] += 1;
    else for (let bin = a; bin <= b; bin += 1) T.faint[bin] += 1 / (b - a + 1);
  }
}

function drawTimeline() {
  if (!T.nodes) return;
  countBins();
  const { chart } = T.nodes;
  const width = 1000;
  const height = 44;
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`);
  chart.setAttribute('preserveAspectRatio', 'none');
  const most = Math.max(1, ...Array.from(T.counts, (n, bin) => n + T.faint[bin]));
  const w = width / T.bins;
  const gap = Math.min(1.5, w * 0.15);
  const bars = [];
  for (let bin = 0; bin < T.bins; bin += 1) {
    const sure = (T.counts[bin] / most) * (height - 2);
    const vague = (T.faint[bin] / most) * (height - 2);
    const inside = bin >= T.from && bin <= T.to ? '' : ' gm-outside';
    if (sure) bars.push(svg('rect', { x: bin * w + gap, y: height - sure, width: Math.max(0.8, w - 2 * gap), height: sure, class: 'gm-bar' + inside }));
    if (vague) bars.push(svg('rect', { x: bin * w + gap, y: height - sure - vague, width: Math.max(0.8, w - 2 * gap), height: vague, class: 'gm-bar gm-vague' + inside }));
  }
  chart.replaceChildren(...bars);
  const { shade, low, high, shown, whole } = T.nodes;
  shade.style.left = (100 * T.from) / T.bins + '%';
  shade.style.width = (100 * (T.to - T.from + 1)) / T.bins + '%';
  low.style.left = (100 * T.from) / T.bins + '%';
  high.style.left = (100 * (T.to + 1)) / T.bins + '%';
  const a = T.first + T.from * T.step;
  const b = Math.min(T.last, T.first + (T.to + 1) * T.step - 1);
  const short = { day: 'numeric', month: 'short', year: 'numeric' };
  shown.textContent = `${spanText(a, b, short)} · ${plural('incidents', G.list.length)}`;
  for (const [node, bin, day] of [[low, T.from, a], [high, T.to, b]]) {
    node.setAttribute('aria-valuemin', '0');
    node.setAttribute('aria-valuemax', String(T.bins - 1));
    node.setAttribute('aria-valuenow', String(bin));
    node.setAttribute('aria-valuetext', dayText(day));
  }
  whole.hidden = F.from === null && F.to === null;
  drawTicks();
}

function drawTicks() {
  const holder = document.querySelector('.gm-ticks');
  const days = T.last - T.first + 1;
  const want = Math.max(2, Math.min(8, Math.floor(holder.clientWidth / 110), days));
  const options = days > 700 ? { year: 'numeric', month: 'short' } : { day: 'numeric', month: 'short' };
  const nodes = [];
  for (let at = 0; at < want; at += 1) {
    const day = T.first + Math.round((at * (days - 1)) / (want - 1));
    const tick = el('span', {}, dayText(day, options));
    tick.style.left = `${(100 * (day - T.first + 0.5)) / (T.bins * T.step)}%`;
    nodes.push(tick);
  }
  holder.replaceChildren(...nodes);
}

function setRange(from, to) {
  T.from = clampBin(Math.min(from, to));
  T.to = clampBin(Math.max(from, to));
  const full = T.from === 0 && T.to === T.bins - 1;
  F.from = full ? null : T.first + T.from * T.step;
  F.to = full ? null : Math.min(T.last, T.first + (T.to + 1) * T.step - 1);
  applyFilters();
}

function keyHandle(event, side) {
  const far = Math.max(1, Math.round(T.bins / 10));
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far };
  let bin = side === 'from' ? T.from : T.to;
  if (event.key in steps) bin += steps[event.key];
  else if (event.key === 'Home') bin = 0;
  else if (event.key === 'End') bin = T.bins - 1;
  else return;
  event.preventDefault();
  stopPlay();
  if (side === 'from') setRange(Math.min(clampBin(bin), T.to), T.to);
  else setRange(T.from, Math.max(clampBin(bin), T.from));
}

function startBrush(event) {
  const { track, low, high, shade } = T.nodes;
  const box = track.getBoundingClientRect();
  const binAt = (x) => clampBin(Math.floor(((x - box.left) / box.width) * T.bins));
  stopPlay();
  const start = binAt(event.clientX);
  const { from, to } = T;
  const full = from === 0 && to === T.bins - 1;
  const mode = event.target === low ? 'from' : event.target === high ? 'to' : event.target === shade && !full ? 'move' : 'brush';
  track.setPointerCapture(event.pointerId);
  const move = (next) => {
    const bin = binAt(next.clientX);
    if (mode === 'from') setRange(Math.min(bin, T.to), T.to);
    else if (mode === 'to') setRange(T.from, Math.max(bin, T.from));
    else if (mode === 'move') {
      const shift = Math.max(-from, Math.min(T.bins - 1 - to, bin - start));
      setRange(from + shift, to + shift);
    } else setRange(Math.min(start, bin), Math.max(start, bin));
  };
  const end = () => {
    track.removeEventListener('pointermove', move);
    track.removeEventListener('pointerup', end);
    track.removeEventListener('pointercancel', end);
  };
  track.addEventListener('pointermove', move);
  track.addEventListener('pointerup', end);
  track.addEventListener('pointercancel', end);
  if (mode === 'brush') move(event);
}

function togglePlay() {
  if (T.timer) {
    stopPlay();
    return;
  }
  let width = T.to - T.from;
  if (width === T.bins - 1) width = Math.max(0, Math.round(T.bins / 12) - 1);
  if (T.to === T.bins - 1) setRange(0, width);
  const wait = Math.max(120, Math.min(900, 14000 / T.bins));
  T.timer = setInterval(() => {
    if (T.to >= T.bins - 1) stopPlay();
    else setRange(T.from + 1, T.to + 1);
  }, wait);
  tellPlay();
}

function stopPlay() {
  if (!T.timer) return;
  clearInterval(T.timer);
  T.timer = 0;
  tellPlay();
}

function tellPlay() {
  const { play } = T.nodes;
  const label = T.timer ? t('time.pause') : t('time.play');
  play.replaceChildren(icon(T.timer ? 'pause' : 'play'));
  play.setAttribute('aria-label', label);
  play.title = label;
}
