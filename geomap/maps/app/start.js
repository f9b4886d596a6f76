// Puts the page together around the map that folium made, and ties the parts to each other.

function setTheme(theme) {
  G.theme = theme;
  document.documentElement.dataset.theme = theme;
}

function toggleTheme() {
  const dark = G.theme ? G.theme === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
  setTheme(dark ? 'light' : 'dark');
  writeHash();
}

function summary() {
  const inc = G.data.inc;
  const parts = [plural('incidents', inc.n)];
  let first = Infinity;
  let last = -Infinity;
  let killed = 0;
  let injured = 0;
  for (let k = 0; k < inc.n; k += 1) {
    if (inc.d0[k] !== null) {
      first = Math.min(first, inc.d0[k]);
      last = Math.max(last, inc.d0[k] + inc.dd[k]);
    }
    killed += inc.killed[k] || 0;
    injured += inc.injured[k] || 0;
  }
  if (first <= last) parts.push(spanText(first, last, { day: 'numeric', month: 'short', year: 'numeric' }));
  if (killed) parts.push(plural('killed', killed));
  if (injured) parts.push(plural('injured', injured));
  return parts;
}

function framePadding() {
  const narrow = window.innerWidth < 760;
  return narrow ? { padding: [36, 36] } : { paddingTopLeft: [60, 44], paddingBottomRight: [60, 52] };
}

// the title that was given, else what the map is and of which line
function headline() {
  const line = (G.data.on_border || [])[0];
  const about = line ? borderName(line) : '';
  return G.data.title || t('untitled') + (about ? ': ' + about : '');
}

function buildPage(container) {
  document.title = headline();
  const head = el('header', { class: 'gm-head' },
    button('menu', t('panel'), toggleSide, 'gm-menu'),
    el('div', { class: 'gm-titles' }, el('h1', { dir: 'auto' }, headline()), el('p', { class: 'gm-sub', dir: 'auto' }, G.data.subtitle ? el('span', {}, G.data.subtitle) : null, summary().map((part) => el('span', { class: 'gm-fact' }, part)))),
    el('div', { class: 'gm-tools' }, button('table', t('table'), () => toggleTable(), ''), button('link', t('copy'), (event) => copyLink(event.currentTarget)), button('help', t('help'), showHelp, 'gm-help'), button('sun', t('theme'), toggleTheme), button('print', t('print'), () => window.print())));
  const tableButton = head.querySelector('.gm-tools button');
  tableButton.id = 'gm-table-button';
  tableButton.setAttribute('aria-expanded', 'false');
  tableButton.setAttribute('aria-controls', 'gm-table');
  head.querySelector('.gm-menu').setAttribute('aria-controls', 'gm-side');
  const side = el('aside', { class: 'gm-side', id: 'gm-side', 'aria-label': t('panel') });
  const card = el('aside', { class: 'gm-card', id: 'gm-card', hidden: true, 'aria-label': t('card') });
  const main = el('main', { class: 'gm-map', 'aria-label': t('map') });
  const time = el('section', { class: 'gm-time', id: 'gm-time', 'aria-label': t('time') });
  const table = el('section', { class: 'gm-table', id: 'gm-table', hidden: true, 'aria-label': t('table') });
  const foot = el('footer', { class: 'gm-foot' }, attributionLine());
  const say = el('div', { id: 'gm-say', class: 'gm-say', role: 'status', 'aria-live': 'polite' });
  document.body.append(head, side, main, card, time, table, foot, say);
  main.append(container);
  container.setAttribute('role', 'application');
  container.setAttribute('aria-label', t('map.keys'));
}

// how to read the map: what a sign, a percentage and a faint bar say, and what none of them says
function showHelp() {
  const inc = G.data.inc;
  const has = { areas: (G.data.areas || []).length > 0, border: Boolean(G.data.on_border), records: Boolean(G.data.rec), time: Boolean(T.nodes), killed: inc.killed.some((n) => n > 1) };
  const note = (name) => (has[name] === false ? null : el('li', {}, t('help.' + name)));
  setSelected(-1);
  openPanel(t('help'), el('h2', { class: 'gm-card-title' }, t('help')),
    el('ul', { class: 'gm-reasons' }, ['made', 'points', 'areas', 'killed', 'claims', 'sure', 'time', 'border', 'records', 'keys', 'share'].map(note)));
}

function attributionLine() {
  const parts = [...new Set([...(G.data.attribution || []), 'Leaflet, folium, geomap'])];
  const open = el('button', { type: 'button', class: 'gm-text-button', click: () => showSources(parts) }, t('attribution.all', { n: num(parts.length) }));
  return [el('span', { class: 'gm-printed', id: 'gm-printed', hidden: true }), el('span', { class: 'gm-grow gm-credits' }, t('attribution') + ' ' + parts.join(' · ')), open];
}

function showSources(parts) {
  setSelected(-1);
  openPanel(t('attribution.title'), el('h2', { class: 'gm-card-title' }, t('attribution.title')), el('ul', { class: 'gm-reasons' }, parts.map((part) => el('li', {}, part))));
}

function toggleSide() {
  const open = document.body.classList.toggle('gm-side-toggled');
  document.querySelector('.gm-menu').setAttribute('aria-expanded', String(open));
  G.map.invalidateSize({ animate: false });
}

function mapTools() {
  const box = el('div', { class: 'gm-zoom gm-over' },
    button('plus', t('zoom.in'), () => G.map.zoomIn(1)),
    button('minus', t('zoom.out'), () => G.map.zoomOut(1)),
    button('home', t('zoom.home'), () => showAll(true)));
  const away = el('button', { type: 'button', class: 'gm-away gm-over', id: 'gm-away', hidden: true, click: () => showAll(true) });
  L.DomEvent.disableClickPropagation(away);
  G.map.getContainer().append(away);
  L.DomEvent.disableClickPropagation(box);
  G.map.getContainer().append(box);
  L.Control.Scale.include({
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const label = metres < 1000 ? t('m', { n: num(metres) }) : t('km', { n: num(metres / 1000) });
      this._updateScale(this._mScale, label, metres / most);
    },
  });
  L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 140 }).addTo(G.map);
  document.querySelector('.leaflet-control-scale').classList.add('gm-over');
}

function showAll(animate) {
  const view = animate ? G.data.all : G.data.view;
  if (!view) {
    G.map.setView([20, 10], 2, { animate: false });
    return;
  }
  const box = L.latLngBounds([[view[1], view[0]], [view[3], view[2]]]);
  G.map.fitBounds(box, { ...framePadding(), maxZoom: 11, animate: Boolean(animate) && !reducedMotion() });
  G.home = true; // until the reader moves the map
}

// while the first view is shown: how many incidents lie elsewhere
function tellAway() {
  const node = document.getElementById('gm-away');
  const bounds = G.map.getBounds();
  const inc = G.data.inc;
  const areas = G.data.areas || [];
  const outside = (k) => {
    if (isPin(k)) return !bounds.contains([inc.lat[k], inc.lng[k]]);
    const area = areas[inc.areaOf[k]];
    return Boolean(area && area.at) && !bounds.contains([area.at[1], area.at[0]]);
  };
  const n = G.home ? G.list.reduce((sum, k) => sum + (outside(k) ? 1 : 0), 0) : 0;
  node.hidden = !n;
  node.textContent = n ? plural('away', n) : '';
}

function emptyNote() {
  const inc = G.data.inc;
  const box = el('div', { class: 'gm-empty gm-over', id: 'gm-empty', role: 'status', hidden: true });
  G.map.getContainer().append(box);
  const tell = () => {
    const pinned = G.list.some((k) => isPin(k) || inc.areaOf[k] >= 0);
    let words = '';
    if (!inc.n) words = G.data.rec && G.data.rec.n ? t('empty.records') : t('empty.none');
    else if (!G.list.length) words = t('empty.filtered');
    else if (!pinned) words = t('empty.nopoints', { n: num(G.list.length) });
    box.hidden = !words;
    const extra = inc.n && !G.list.length ? el('button', { type: 'button', class: 'gm-text-button', click: resetFilters }, t('filter.reset')) : null;
    box.replaceChildren(words, extra || '');
  };
  on('filtered', tell);
  tell();
}

function wire() {
  const map = G.map;
  const hash = debounce(250, writeHash);
  const view = debounce(60, () => {
    drawLabels(); // names follow once the map rests: they cost more than the pins
    drawTable();
    drawInset();
    tellAway();
  });
  const moved = () => {
    drawPins();
    drawHeat();
    view();
    hash();
  };
  map.on('moveend resize', moved);
  map.on('movestart', () => { G.home = false; });
  map.on('zoomstart', () => {
    unspiderfy();
    clearLabels();
  });
  map.on('click', () => {
    if (!unspiderfy()) closePanel();
  });
  on('filtered', () => {
    drawPins();
    drawAreas();
    drawRecords();
    drawHeat();
    drawRing();
    drawLabels();
    drawTimeline();
    drawTable();
    updateCounts();
    updateReset();
    tellAway();
    hash();
  });
  on('layers', hash);
  on('selected', hash);
  window.addEventListener('hashchange', (event) => {
    readHash(new URL(event.newURL).hash); // the address itself may hold a later view by now
    buildSide();
    for (const id of Object.keys(G.layerOn)) showLayer(id);
    applyFilters();
    buildTimeline();
    openWanted();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (!unspiderfy()) closePanel();
    } else if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      document.getElementById('gm-search').focus();
    }
  });
  // panels that open and close change the map's frame without any event of the window
  new ResizeObserver(debounce(30, () => {
    map.invalidateSize({ animate: false, pan: false });
    if (T.nodes) drawTicks();
  })).observe(map.getContainer());
  window.addEventListener('beforeprint', () => layOutForPrint(true));
  window.addEventListener('afterprint', () => layOutForPrint(false));
  window.matchMedia('print').addEventListener('change', (event) => layOutForPrint(event.matches));
}

// the same stretch of land on paper as on the screen
function layOutForPrint(printing) {
  const root = document.documentElement;
  if (root.classList.contains('gm-printing') === printing) return;
  const box = G.map.getBounds();
  const { home } = G;
  for (const row of document.querySelectorAll('.gm-side .gm-check')) row.classList.toggle('gm-unchecked', !row.querySelector('input').checked);
  root.classList.toggle('gm-printing', printing);
  const note = document.getElementById('gm-printed');
  note.hidden = !printing;
  note.textContent = t('printed', { date: dayText(Math.floor(Date.now() / DAY)) });
  G.map.invalidateSize({ animate: false, pan: false });
  if (home) showAll(false);
  else G.map.fitBounds(box, { animate: false });
  drawLabels();
  drawInset();
  if (T.nodes) drawTicks();
}

function markParties() {
  const rows = G.data.on_background || [];
  const shapes = G.shapes.background;
  if (!shapes) return;
  shapes.eachLayer((layer) => {
    const row = rows[Number(layer.feature.id)];
    const node = layer.getElement();
    if (node && row && (G.data.parties || []).includes(row.country)) node.classList.add('gm-party');
  });
  const bands = G.shapes.bands;
  if (bands) {
    bands.eachLayer((layer) => {
      const node = layer.getElement();
      if (node) node.classList.add('gm-band-' + Math.min(3, Number(layer.feature.id) + 1));
    });
  }
}

function tipOnBorder() {
  const shapes = G.shapes.border;
  if (!shapes) return;
  shapes.eachLayer((layer) => {
    const row = (G.data.on_border || [])[Number(layer.feature.id)] || {};
    const note = el('span', {}, [borderName(row) || t('layer.border'), row.exclave ? t('exclave', { name: row.exclave === true ? '' : row.exclave }) : '', looseDate(row.date), row.source].filter(Boolean).join(', '));
    layer.bindTooltip(note, { sticky: true, className: 'gm-tip' });
    if (row.exclave && layer.getElement()) layer.getElement().classList.add('gm-exclave');
  });
}

window.geomap = {
  start(map, shapes) {
    G.map = map;
    readData();
    G.shapes = Object.fromEntries(G.data.shapes.map((name, number) => [name, shapes[number]]));
    for (const layer of G.data.layers) G.layerOn[layer.id] = layer.visible;
    G.layerOn.labels = true;
    if (G.data.inc.n >= 30) G.layerOn.heat = false;
    G.layerStart = { ...G.layerOn };
    buildPage(map.getContainer());
    map.invalidateSize({ animate: false, pan: false });
    mapTools();
    showAll(false);
    readHash();
    G.list = [];
    prepareAreas();
    markParties();
    tipOnBorder();
    const found = sieve(true);
    G.shown = found.mask;
    G.list = found.list;
    G.typeCounts = found.counts;
    buildSide();
    buildTimeline();
    map.invalidateSize({ animate: false, pan: false }); // the timeline has taken its place
    if (!(G.wanted && G.wanted.view)) showAll(false);
    wire();
    emptyNote();
    for (const id of Object.keys(G.layerOn)) if (!G.layerOn[id]) showLayer(id);
    emit('filtered');
    drawInset();
    openWanted();
    document.body.classList.add('gm-ready');
  },
};
