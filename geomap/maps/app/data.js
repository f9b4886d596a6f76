// The two JSON elements of the page as columns. The cards' one is parsed when a card, a search or a link needs it.

function unpack(column) {
  if (Array.isArray(column)) return column;
  const out = new Array(column.n).fill(column.d);
  let at = 0;
  for (let k = 0; k < column.i.length; k += 1) {
    at += column.i[k];
    out[at] = column.v[k];
  }
  return out;
}

function offsets(sizes) {
  const out = new Int32Array(sizes.length + 1);
  for (let k = 0; k < sizes.length; k += 1) out[k + 1] = out[k] + sizes[k];
  return out;
}

function unpackAll(table, keep) {
  const out = {};
  for (const key of Object.keys(table)) out[key] = keep && keep.includes(key) ? table[key] : unpack(table[key]);
  return out;
}

function readData() {
  const main = JSON.parse(document.getElementById('geomap-data').textContent);
  G.data = main;
  G.ui = main.ui;
  G.lang = main.lang;
  G.locale = main.lang === 'en' ? 'en-GB' : main.lang;
  const empty = { n: 0, id: [], x: [], y: [], type: [], d0: [], dd: [], killed: [], injured: [], prec: [], conf: [], km: [],
    sub: [], dp: [], rad: [], side: [], review: [], a: [], b: [], place: [], admin1: [], country: [], pub: [], area: [] };
  const inc = main.inc ? unpackAll(main.inc, ['n']) : empty;
  inc.n = main.inc ? main.inc.n : 0;
  main.inc = inc;
  if (main.rec) {
    const n = main.rec.n;
    const reasons = { size: unpack(main.rec.reasons.size), item: main.rec.reasons.item };
    main.rec = unpackAll(main.rec, ['n', 'reasons']);
    main.rec.n = n;
    main.rec.reasons = reasons;
    reasons.off = offsets(reasons.size);
  }
  if (main.places) main.places = unpackAll(main.places, ['n']);
  G.shown = new Uint8Array(inc.n).fill(1);
  // display longitude (a view across the antimeridian runs past 180) and Mercator position at zoom 0
  const degrees = 1e5;
  inc.lng = new Float64Array(inc.n).fill(NaN);
  inc.lat = new Float64Array(inc.n).fill(NaN);
  inc.px = new Float64Array(inc.n);
  inc.py = new Float64Array(inc.n);
  for (let k = 0; k < inc.n; k += 1) {
    if (inc.x[k] === null || inc.y[k] === null) continue;
    inc.lng[k] = displayLng(inc.x[k] / degrees);
    inc.lat[k] = Math.max(-85.05, Math.min(85.05, inc.y[k] / degrees)); // the map ends there
    const s = Math.sin((inc.lat[k] * Math.PI) / 180);
    inc.px[k] = 256 * (inc.lng[k] / 360 + 0.5);
    inc.py[k] = 256 * (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI));
  }
  inc.areaOf = new Int32Array(inc.n).fill(-1);
  (main.areas || []).forEach((area, number) => area.inc.forEach((k) => { inc.areaOf[k] = number; }));
  inc.records = {};
  if (main.rec) {
    main.rec.inc.forEach((k, number) => {
      if (k !== null) (inc.records[k] = inc.records[k] || []).push(number);
    });
  }
}

function displayLng(lng) {
  return G.data.cut !== null && G.data.cut !== undefined && lng < G.data.cut ? lng + 360 : lng;
}

// whether an incident is drawn as a point: it has one, and its place is known better than to a district
function isPin(k) {
  const inc = G.data.inc;
  return inc.x[k] !== null && inc.y[k] !== null && !inc.area[k];
}

// Very many cards come compressed and are read in the background; until then there are none.
const NO_CARDS = { texts: [''], has: false };
let cards = null;
let coming = null;

function cardData() {
  if (cards) return cards;
  const node = document.getElementById('geomap-cards');
  if (node.dataset.encoding) {
    whenCards(() => {});
    return NO_CARDS;
  }
  cards = unpackCards(JSON.parse(node.textContent));
  return cards;
}

// does something as soon as the cards are there: at once, or after they are read
function whenCards(action) {
  const node = document.getElementById('geomap-cards');
  if (cards || !node.dataset.encoding) {
    action();
    return;
  }
  if (!coming) coming = inflate(node.textContent).then((words) => { cards = unpackCards(JSON.parse(words)); });
  coming.then(action);
}

function inflate(base64) {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k += 1) bytes[k] = letters.charCodeAt(k);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}

function unpackCards(raw) {
  const out = { texts: raw.texts || [''], has: Boolean(raw.texts) };
  for (const key of Object.keys(raw)) {
    if (key === 'texts') continue;
    const value = raw[key];
    if (value && value.size) {
      const table = {};
      for (const name of Object.keys(value)) table[name] = name === 'item' ? value.item : unpack(value[name]);
      table.off = offsets(table.size);
      out[key] = table;
    } else out[key] = unpack(value);
  }
  return out;
}

function cardText(name, k) {
  const data = cardData();
  return data[name] ? data.texts[data[name][k]] : '';
}

function cardNumber(name, k) {
  const data = cardData();
  const value = data[name] ? data[name][k] : null;
  return value === undefined ? null : value;
}

function cardList(name, k) {
  const data = cardData();
  const table = data[name];
  if (!table) return [];
  return table.item.slice(table.off[k], table.off[k + 1]).map((number) => data.texts[number]);
}

function cardRows(name, k) {
  const data = cardData();
  const table = data[name];
  if (!table) return [];
  const keys = Object.keys(table).filter((key) => key !== 'size' && key !== 'off');
  const rows = [];
  for (let at = table.off[k]; at < table.off[k + 1]; at += 1) {
    const row = {};
    for (const key of keys) row[key] = table[key][at];
    rows.push(row);
  }
  return rows;
}

function text(number) {
  return G.data.texts[number] || '';
}

function placeEntry(number) {
  return number === null || number === undefined ? null : G.data.names[number];
}

// the name in the language of the page, else the usual one
function placeName(number) {
  const entry = placeEntry(number);
  return entry ? entry.l || entry.n : '';
}

// the name that a party uses who does not call it as its own country does; "" where nobody does
function otherName(number) {
  const entry = placeEntry(number);
  if (!entry) return '';
  const known = new Set([plain(entry.l || entry.n), plain(entry.n)]);
  const found = (entry.p || []).find((pair) => pair[0] !== entry.c && !known.has(plain(pair[1])));
  return found ? found[1] : '';
}

function publishers(k) {
  const value = G.data.inc.pub[k];
  if (Array.isArray(value)) return value;
  return value ? [value] : [];
}

function typeOf(k) {
  return G.data.types[G.data.inc.type[k]];
}

// the name of a province or district in the language of the page where the page brings one
function localName(name) {
  const known = G.data.local || {};
  return Object.prototype.hasOwnProperty.call(known, name) ? known[name] : name;
}

// "2026-08" as "August 2026"; what is no month or day stays as it is
function looseDate(told) {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(told || '');
  if (!found) return told || '';
  const day = dayOf(`${found[1]}-${found[2]}-${found[3] || '01'}`);
  if (day === null) return told;
  return dayText(day, found[3] ? LONG_DAY : { month: 'long', year: 'numeric' });
}

// "Armenia–Azerbaijan" in the language of the page where the line is named after the two countries
function borderName(row) {
  const sides = String(row.border_id || '').split('-');
  const given = row.label || row.name || '';
  if (G.lang === 'en' || sides.length !== 2) return given;
  const english = new Intl.DisplayNames(['en'], { type: 'region' });
  try {
    return sides.every((code) => given.includes(english.of(code))) ? sides.map(countryName).join(' – ') : given;
  } catch {
    return given;
  }
}

function provinceName(k) {
  return localName(text(G.data.inc.admin1[k]));
}

// "Battle, Sotk, 12 May 2023": what a pin, a row or a list says about an incident in one line
function shortText(k) {
  const inc = G.data.inc;
  const parts = [typeOf(k).label, placeName(inc.place[k]) || provinceName(k) || t('place.none')];
  parts.push(spanText(inc.d0[k], inc.d0[k] === null ? null : inc.d0[k] + inc.dd[k]));
  if (inc.killed[k]) parts.push(plural('killed', inc.killed[k]));
  return parts.join(', ');
}

// The title that the data bring; where it is only geomap's own English one, the same in the language of the page.
function titleText(k) {
  const told = cardText('title', k);
  if (told || !cardData().has) return told || shortText(k);
  const inc = G.data.inc;
  const what = word('sub', text(inc.sub[k])) || typeOf(k).label;
  const place = placeName(inc.place[k]);
  const province = provinceName(k);
  const where = [place, province && plain(province) !== plain(place) ? province : ''].filter(Boolean).join(', ');
  const toll = ['killed', 'injured'].filter((kind) => inc[kind][k] !== null)
    .map((kind) => (inc[kind][k] ? plural(kind, inc[kind][k]) : t('nobody.' + kind)));
  const head = what.slice(0, 1).toLocaleUpperCase(G.lang) + what.slice(1);
  return [head, where].filter(Boolean).join(', ') + (toll.length ? ': ' + toll.join(', ') : '');
}
