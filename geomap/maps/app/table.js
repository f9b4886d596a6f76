// The table of the incidents in view (those without a place always count as in view): sortable, for the keyboard too.

const TABLE = { open: false, sort: 'date', down: true, limit: 200 };

const COLUMNS = [
  ['date', (k) => G.data.inc.d0[k], (k) => spanText(G.data.inc.d0[k], G.data.inc.d0[k] === null ? null : G.data.inc.d0[k] + G.data.inc.dd[k], { day: 'numeric', month: 'short', year: 'numeric' })],
  ['type', (k) => typeOf(k).label, (k) => typeOf(k).label],
  ['place', (k) => placeName(G.data.inc.place[k]), (k) => placeName(G.data.inc.place[k]) || t('place.none')],
  ['province', (k) => provinceName(k), (k) => provinceName(k)],
  ['parties', (k) => text(G.data.inc.a[k]), (k) => [text(G.data.inc.a[k]), text(G.data.inc.b[k])].filter(Boolean).join(' – ')],
  ['killed', (k) => G.data.inc.killed[k], (k) => numberOr(G.data.inc.killed[k])],
  ['injured', (k) => G.data.inc.injured[k], (k) => numberOr(G.data.inc.injured[k])],
  ['distance', (k) => G.data.inc.km[k], (k) => (G.data.inc.km[k] === null ? '–' : borderText(k))],
  ['confidence', (k) => G.data.inc.conf[k], (k) => (G.data.inc.conf[k] === null ? '–' : G.data.inc.conf[k] + ' %')],
];
const NUMERIC = new Set(['killed', 'injured', 'distance', 'confidence']);

function numberOr(value) {
  return value === null ? '–' : num(value);
}

function inView() {
  const bounds = G.map.getBounds();
  const inc = G.data.inc;
  const areas = G.data.areas || [];
  return G.list.filter((k) => {
    if (isPin(k)) return bounds.contains([inc.lat[k], inc.lng[k]]);
    const area = areas[inc.areaOf[k]];
    return !area || !area.at || bounds.contains([area.at[1], area.at[0]]);
  });
}

function sortRows(rows) {
  const get = COLUMNS.find((column) => column[0] === TABLE.sort)[1];
  const sign = TABLE.down ? -1 : 1;
  const collator = new Intl.Collator(G.lang);
  return rows.sort((a, b) => {
    const x = get(a);
    const y = get(b);
    const none = (x === null || x === '' ? 1 : 0) - (y === null || y === '' ? 1 : 0);
    if (none) return none; // what is not known stands last, whichever way
    const order = typeof x === 'string' ? collator.compare(x, y) : x - y;
    return sign * order || a - b;
  });
}

function drawTable() {
  const holder = document.getElementById('gm-table');
  if (!TABLE.open) return;
  const rows = sortRows(inView());
  const head = el('tr', {});
  for (const [name] of COLUMNS) {
    const sorted = TABLE.sort === name;
    const press = el('button', { type: 'button', class: 'gm-sort', click: () => sortBy(name), 'data-column': name }, t('column.' + name), el('span', { 'aria-hidden': 'true', class: 'gm-arrow' }, sorted ? (TABLE.down ? '↓' : '↑') : ''));
    head.append(el('th', { scope: 'col', class: NUMERIC.has(name) ? 'gm-num' : '', 'aria-sort': sorted ? (TABLE.down ? 'descending' : 'ascending') : 'none' }, press));
  }
  const body = el('tbody', {});
  for (const k of rows.slice(0, TABLE.limit)) {
    const row = el('tr', { class: k === G.selected ? 'gm-chosen' : '', 'data-k': k });
    COLUMNS.forEach(([name, , show], place) => {
      const cell = el(place ? 'td' : 'th', { class: NUMERIC.has(name) ? 'gm-num' : '', scope: place ? null : 'row' });
      if (!place) cell.append(el('button', { type: 'button', class: 'gm-go', 'aria-label': shortText(k), click: () => goTo(k) }, show(k)));
      else if (name === 'type') cell.append(symbol(typeOf(k).shape, typeOf(k).colour, 13), ' ', show(k));
      else cell.append(show(k));
      row.append(cell);
    });
    row.addEventListener('click', (event) => {
      if (!event.target.closest('button')) goTo(k);
    });
    body.append(row);
  }
  const caption = rows.length ? t('table.caption', { n: num(rows.length), all: num(G.data.inc.n) }) : t('table.none');
  const parts = [el('div', { class: 'gm-row gm-table-head' }, el('h2', {}, t('table')), el('span', { class: 'gm-grow gm-muted', role: 'status' }, caption), rows.length ? el('button', { type: 'button', class: 'gm-text-button', id: 'gm-csv', click: () => saveTable(rows) }, t('table.save')) : null, button('close', t('close'), () => toggleTable(false)))];
  const scroll = el('div', { class: 'gm-scroll', tabindex: 0, role: 'region', 'aria-label': t('table') }, el('table', {}, el('thead', {}, head), body));
  if (rows.length > TABLE.limit) {
    scroll.append(el('button', { type: 'button', class: 'gm-text-button', click: () => { TABLE.limit += 400; drawTable(); } }, t('table.more', { n: num(rows.length - TABLE.limit) })));
  }
  const old = holder.querySelector('.gm-scroll');
  const top = old ? old.scrollTop : 0;
  holder.replaceChildren(...parts, scroll);
  scroll.scrollTop = top;
}

function sortBy(name) {
  if (TABLE.sort === name) TABLE.down = !TABLE.down;
  else {
    TABLE.sort = name;
    TABLE.down = NUMERIC.has(name) || name === 'date';
  }
  drawTable();
  const press = document.querySelector(`#gm-table [data-column="${name}"]`);
  if (press) press.focus();
}

function toggleTable(open) {
  TABLE.open = open === undefined ? !TABLE.open : open;
  TABLE.limit = 200;
  const holder = document.getElementById('gm-table');
  holder.hidden = !TABLE.open;
  document.getElementById('gm-table-button').setAttribute('aria-expanded', String(TABLE.open));
  const { home } = G;
  G.map.invalidateSize({ animate: false, pan: !home });
  if (home) showAll(false); // all of the first view stays in sight beside the table
  drawTable();
  if (!TABLE.open && open === false) document.getElementById('gm-table-button').focus();
}

// shows the incident on the map and opens its card
function goTo(k, stay) {
  const inc = G.data.inc;
  if (stay && isPin(k) && G.map.getBounds().pad(-0.1).contains([inc.lat[k], inc.lng[k]])) {
    selectIncident(k);
    return;
  }
  if (isPin(k)) G.map.setView([inc.lat[k], inc.lng[k]], Math.max(G.map.getZoom(), 10), { animate: !reducedMotion() });
  else if (inc.areaOf[k] >= 0 && G.shapes.incident_areas) {
    G.shapes.incident_areas.eachLayer((layer) => {
      if (Number(layer.feature.id) === inc.areaOf[k]) G.map.fitBounds(layer.getBounds(), { ...framePadding(), maxZoom: 10, animate: !reducedMotion() });
    });
  }
  selectIncident(k);
}

function reducedMotion() {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

// The rows as a file for a spreadsheet. A cell that a spreadsheet would take for a formula is made text.
function saveTable(rows) {
  const inc = G.data.inc;
  const iso = (day) => (day === null ? '' : isoDay(day));
  const columns = {
    incident_id: (k) => inc.id[k], title: (k) => titleText(k), date_start: (k) => iso(inc.d0[k]),
    date_end: (k) => (inc.d0[k] === null ? '' : iso(inc.d0[k] + inc.dd[k])), event_type: (k) => typeOf(k).id,
    sub_event_type: (k) => text(inc.sub[k]), actor_a: (k) => text(inc.a[k]), actor_b: (k) => text(inc.b[k]),
    killed_best: (k) => inc.killed[k], injured_best: (k) => inc.injured[k], place_name: (k) => (placeEntry(inc.place[k]) || {}).n,
    admin1: (k) => text(inc.admin1[k]), country: (k) => text(inc.country[k]),
    lat: (k) => (inc.y[k] === null ? '' : inc.y[k] / 1e5), lon: (k) => (inc.x[k] === null ? '' : inc.x[k] / 1e5),
    geo_precision: (k) => inc.prec[k], radius_m: (k) => inc.rad[k], border_km: (k) => (inc.km[k] === null ? '' : inc.km[k] / 10),
    border_side: (k) => text(inc.side[k]), confidence: (k) => (inc.conf[k] === null ? '' : inc.conf[k] / 100),
    review_status: (k) => text(inc.review[k]), publishers: (k) => publishers(k).map(text).join('; '),
  };
  const cell = (value) => {
    if (typeof value === 'number') return String(value);
    let words = value === null || value === undefined ? '' : String(value);
    if (/^[=+\-@\t\r]/.test(words)) words = "'" + words;
    return /[",\r\n]/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words;
  };
  const lines = [Object.keys(columns), ...rows.map((k) => Object.values(columns).map((get) => get(k)))];
  const blob = new Blob(['\ufeff' + lines.map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n'], { type: 'text/csv' });
  const anchor = el('a', {});
  anchor.href = URL.createObjectURL(blob);
  anchor.download = 'incidents.csv';
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
