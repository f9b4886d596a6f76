// Which incidents are shown. One state, one pass over the columns, one event afterwards.

const F = { off: new Set(), q: '', party: '', killed: 0, prec: 7, conf: 0, source: '', km: null, reviewOff: new Set(), from: null, to: null };
const CLEAN = JSON.stringify(filterState());
G.typeCounts = [];

// the state as short plain values for the URL hash; what is at its default is left out
function filterState() {
  const out = {};
  if (F.off.size) out.off = [...F.off].sort().join(',');
  if (F.q) out.q = F.q;
  if (F.party) out.party = F.party;
  if (F.killed) out.killed = String(F.killed);
  if (F.prec !== 7) out.prec = String(F.prec);
  if (F.conf) out.conf = String(F.conf);
  if (F.source) out.source = F.source;
  if (F.km !== null) out.km = String(F.km);
  if (F.reviewOff.size) out.review = [...F.reviewOff].sort().join(',');
  if (F.from !== null) out.from = isoDay(F.from);
  if (F.to !== null) out.to = isoDay(F.to);
  return out;
}

function setFilterState(state) {
  const list = (value) => new Set((value || '').split(',').filter((part) => part || value === ''));
  const whole = (value, low, high, otherwise) => {
    const n = Number.parseInt(value, 10);
    return Number.isFinite(n) ? Math.max(low, Math.min(high, n)) : otherwise;
  };
  F.off = state.off === undefined ? new Set() : list(state.off);
  F.q = state.q || '';
  F.party = state.party || '';
  F.killed = whole(state.killed, 0, 1e6, 0);
  F.prec = whole(state.prec, 1, 7, 7);
  F.conf = whole(state.conf, 0, 100, 0);
  F.source = state.source || '';
  F.km = state.km === undefined ? null : whole(state.km, 0, 20000, null);
  F.reviewOff = list(state.review);
  F.from = state.from ? dayOf(state.from) : null;
  F.to = state.to ? dayOf(state.to) : null;
}

function isoDay(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function dayOf(iso) {
  const time = Date.parse(iso + 'T00:00:00Z');
  return Number.isFinite(time) ? Math.round(time / DAY) : null;
}

let haystack = null;
function searchTexts() {
  if (haystack) return haystack;
  if (cardData() === NO_CARDS) {
    whenCards(applyFilters); // searched again with all words; meanwhile the places and parties serve
  }
  const inc = G.data.inc;
  const names = G.data.names.map((entry) => plain([entry.n, entry.l || '', ...(entry.p || []).map((pair) => pair[1]), ...(entry.f || []), ...(entry.o || [])].join(' ')));
  const found = new Array(inc.n);
  const data = cardData();
  for (let k = 0; k < inc.n; k += 1) {
    const parts = [titleText(k), text(inc.a[k]), text(inc.b[k]), text(inc.admin1[k]), provinceName(k), cardText('place_text', k), typeOf(k).label];
    for (const id of publishers(k)) parts.push(text(id));
    if (data.sources) for (let s = data.sources.off[k]; s < data.sources.off[k + 1]; s += 1) parts.push(data.texts[data.sources.sentence[s]], data.texts[data.sources.title[s]]);
    if (data.claims) for (let s = data.claims.off[k]; s < data.claims.off[k + 1]; s += 1) parts.push(data.texts[data.claims.speaker[s]], data.texts[data.claims.text[s]]);
    found[k] = plain(parts.join(' ')) + ' ' + (inc.place[k] === null ? '' : names[inc.place[k]]);
  }
  if (data !== NO_CARDS) haystack = found;
  return found;
}

// Returns the mask, the numbers and the count of each type (before types are switched off).
function sieve(withTime) {
  const inc = G.data.inc;
  const words = plain(F.q).split(/\s+/).filter(Boolean);
  const texts = words.length ? searchTexts() : null;
  const party = F.party ? G.data.texts.indexOf(F.party) : -1;
  const source = F.source ? G.data.texts.indexOf(F.source) : -1;
  const counts = new Array(G.data.types.length).fill(0);
  const off = G.data.types.map((type) => F.off.has(type.id));
  const timed = withTime && (F.from !== null || F.to !== null);
  const mask = new Uint8Array(inc.n);
  const list = [];
  for (let k = 0; k < inc.n; k += 1) {
    if (F.killed && !(inc.killed[k] >= F.killed)) continue;
    if (F.prec < 7 && !(inc.prec[k] !== null && inc.prec[k] <= F.prec)) continue;
    if (F.conf && !(inc.conf[k] >= F.conf)) continue;
    if (F.km !== null && !(inc.km[k] !== null && inc.km[k] <= F.km * 10)) continue;
    if (F.party && inc.a[k] !== party && inc.b[k] !== party) continue;
    if (F.source && !publishers(k).includes(source)) continue;
    if (F.reviewOff.size && F.reviewOff.has(text(inc.review[k]) || 'auto')) continue;
    if (timed && !inRange(k)) continue;
    if (texts && !words.every((part) => texts[k].includes(part))) continue;
    counts[inc.type[k]] += 1;
    if (off[inc.type[k]]) continue;
    mask[k] = 1;
    list.push(k);
  }
  return { mask, list, counts };
}

function applyFilters() {
  const found = sieve(true);
  G.shown = found.mask;
  G.list = found.list;
  G.typeCounts = found.counts;
  clearClusters();
  unspiderfy();
  emit('filtered');
}

// an incident with an uncertain date counts on every day it may have happened
function inRange(k) {
  const inc = G.data.inc;
  if (inc.d0[k] === null) return false;
  return (F.to === null || inc.d0[k] <= F.to) && (F.from === null || inc.d0[k] + inc.dd[k] >= F.from);
}

function recordPasses(r) {
  const rec = G.data.rec;
  if (F.off.has(G.data.types[rec.type[r]].id)) return false;
  if (F.killed && !(rec.killed[r] >= F.killed)) return false;
  if (F.from !== null && !(rec.d0[r] !== null && rec.d0[r] >= F.from)) return false;
  if (F.to !== null && !(rec.d0[r] !== null && rec.d0[r] <= F.to)) return false;
  if (F.party && text(rec.actor_a[r]) !== F.party && text(rec.actor_b[r]) !== F.party) return false;
  if (F.q) {
    const there = plain([text(rec.title[r]), text(rec.place_text[r]), placeName(rec.place[r])].join(' '));
    if (!plain(F.q).split(/\s+/).every((part) => there.includes(part))) return false;
  }
  return true;
}

function filtersActive() {
  return JSON.stringify(filterState()) !== CLEAN;
}

// ------------------------------------------------------------------------------------- their controls

function commonTexts(columns, limit) {
  const counts = new Map();
  for (const values of columns) for (const value of values) if (value) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || text(a[0]).localeCompare(text(b[0]))).slice(0, limit);
}

function filterPanel() {
  const inc = G.data.inc;
  const box = el('div', { class: 'gm-fields' });
  const change = (key, value) => {
    F[key] = value;
    applyFilters();
  };
  const pick = (key, label, options) => {
    if (options.length < 2) return;
    const select = el('select', { id: 'gm-f-' + key, change: (event) => change(key, event.target.value) }, el('option', { value: '' }, t('filter.all')),
      options.map(([value, n]) => el('option', { value: text(value) }, `${text(value)} (${num(n)})`)));
    select.value = F[key];
    box.append(el('label', { class: 'gm-field', for: 'gm-f-' + key }, el('span', {}, label), select));
  };
  pick('party', t('filter.party'), commonTexts([inc.a, inc.b], 60));
  pick('source', t('filter.source'), commonTexts([inc.pub.flatMap((value) => (Array.isArray(value) ? value : value ? [value] : []))], 80));
  const range = (key, label, low, high, step, show, neutral) => {
    const shown = el('output', { class: 'gm-out', for: 'gm-f-' + key });
    const value = F[key] === null ? high : F[key];
    const input = el('input', { type: 'range', id: 'gm-f-' + key, min: low, max: high, step });
    input.value = String(value);
    const tell = () => {
      const words = show(Number(input.value));
      shown.textContent = words;
      input.setAttribute('aria-valuetext', words);
    };
    tell();
    input.addEventListener('input', () => {
      tell();
      const n = Number(input.value);
      change(key, n === neutral ? (key === 'km' ? null : neutral) : n);
    });
    box.append(el('label', { class: 'gm-field', for: 'gm-f-' + key }, el('span', {}, label, shown), input));
  };
  const most = inc.killed.reduce((a, b) => Math.max(a, b || 0), 0);
  if (most > 0) range('killed', t('filter.killed'), 0, Math.min(most, 50), 1, (n) => (n ? t('filter.atleast', { n: num(n) }) : t('filter.any')), 0);
  if (inc.prec.some((value) => value !== inc.prec[0])) range('prec', t('filter.precision'), 1, 7, 1, (n) => (n === 7 ? t('filter.any') : t('filter.upto', { what: word('prec', String(n)) })), 7);
  if (inc.conf.some((value) => value !== inc.conf[0])) range('conf', t('filter.confidence'), 0, 95, 5, (n) => (n ? t('filter.atleast', { n: n + ' %' }) : t('filter.any')), 0);
  const far = inc.km.reduce((a, b) => Math.max(a, b || 0), 0) / 10;
  if (far > 1) {
    const top = Math.ceil(far / 5) * 5;
    range('km', t('filter.km'), 0, top, 1, (n) => (n === top ? t('filter.any') : t('filter.within', { n: num(n) })), top);
  }
  const reviews = commonTexts([inc.review], 6);
  if (reviews.length > 1) {
    const group = el('fieldset', { class: 'gm-field' }, el('legend', {}, t('filter.review')));
    for (const [value, n] of reviews) {
      const id = text(value);
      const input = el('input', { type: 'checkbox', checked: !F.reviewOff.has(id) });
      input.addEventListener('change', () => {
        if (input.checked) F.reviewOff.delete(id);
        else F.reviewOff.add(id);
        applyFilters();
      });
      group.append(el('label', { class: 'gm-check' }, input, el('span', { class: 'gm-grow' }, word('review', id)), el('span', { class: 'gm-n' }, num(n))));
    }
    box.append(group);
  }
  return box;
}
