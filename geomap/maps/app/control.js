// The side panel: search, layers with their legend and counts, filters.

G.layerOn = {};

function layerCount(id) {
  const data = G.data;
  const inc = data.inc;
  if (id === 'incidents') return G.list.reduce((n, k) => n + (isPin(k) ? 1 : 0), 0);
  if (id === 'incident_areas') return G.list.reduce((n, k) => n + (inc.areaOf[k] >= 0 ? 1 : 0), 0);
  if (id === 'records') return data.rec ? data.rec.n : 0;
  if (id === 'record_links') return data.rec ? data.rec.inc.filter((k) => k !== null).length : 0;
  if (id === 'places') return data.places ? data.places.n : 0;
  if (id === 'admin') return (data.on_admin || []).length;
  return null;
}

function legendSymbol(id) {
  if (id === 'incidents') return symbol('circle', '#6b7780', 16);
  const box = svg('svg', { viewBox: '0 0 22 16', width: 22, height: 16, class: 'gm-symbol', 'aria-hidden': 'true', focusable: 'false' });
  const draw = {
    incident_areas: ['path', { d: 'M3 3H19V13H3Z', class: 'gm-key-area' }],
    records: ['path', { d: 'M5 2H17V14H5Z', class: 'gm-record-shape' }],
    record_links: ['path', { d: 'M2 8H20', class: 'gm-link' }],
    places: ['circle', { cx: 11, cy: 8, r: 4, class: 'gm-place' }],
    labels: ['text', { x: 11, y: 13, 'text-anchor': 'middle', class: 'gm-key-text' }, 'Aa'],
    border: ['path', { d: 'M2 8H20', class: 'gm-border' }],
    bands: ['path', { d: 'M2 2H20V14H2Z', class: 'gm-bands' }],
    admin: ['path', { d: 'M2 8H20', class: 'gm-admin' }],
    background: ['path', { d: 'M2 2H20V14H2Z', class: 'gm-background' }],
    heat: ['circle', { cx: 11, cy: 8, r: 7, class: 'gm-key-heat' }],
  }[id] || ['path', { d: 'M2 8H20', class: 'gm-admin' }];
  box.append(svg(draw[0], draw[1], draw[2]));
  return box;
}

function layerPanel() {
  const box = el('div', { class: 'gm-layers' });
  const groups = new Map();
  const layers = [...G.data.layers];
  const at = layers.findIndex((layer) => layer.id === 'incident_areas');
  const extra = [];
  if (G.data.inc.n >= 30) extra.push({ id: 'heat', title: t('layer.heat'), group: layers[0] ? layers[0].group : '', about: '' });
  layers.splice(at >= 0 ? at + 1 : 1, 0, ...extra);
  const places = layers.find((layer) => layer.id === 'places');
  layers.splice(layers.findIndex((layer) => layer.id === 'border' || layer.id === 'background' || layer.id === 'admin') >>> 0, 0, { id: 'labels', title: t('layer.labels'), group: places ? places.group : t('group.Places'), about: '' });
  for (const layer of layers) {
    if (!groups.has(layer.group)) groups.set(layer.group, []);
    groups.get(layer.group).push(layer);
  }
  for (const [title, items] of groups) {
    const group = el('fieldset', { class: 'gm-group' }, el('legend', {}, title));
    for (const layer of items) {
      group.append(layerRow(layer));
      if (layer.id === 'bands') group.append(bandKey());
      if (layer.id === 'border') group.append(borderKey());
    }
    if (items.some((layer) => layer.id === 'incidents')) group.append(typeRows());
    box.append(group);
  }
  return box;
}

function layerRow(layer) {
  const input = el('input', { type: 'checkbox', id: 'gm-layer-' + layer.id, checked: G.layerOn[layer.id] });
  input.addEventListener('change', () => setLayer(layer.id, input.checked));
  const n = layerCount(layer.id);
  return el('label', { class: 'gm-check', title: layer.about || null }, input, legendSymbol(layer.id), el('span', { class: 'gm-grow' }, layer.title),
    n === null ? null : el('span', { class: 'gm-n', 'data-layer': layer.id }, num(n)));
}

function typeRows() {
  const box = el('div', { class: 'gm-types' }, el('p', { class: 'gm-muted gm-nowhere', id: 'gm-nowhere' }));
  const present = new Set(G.data.inc.type);
  G.data.types.forEach((type, number) => {
    if (!present.has(number)) return;
    const input = el('input', { type: 'checkbox', id: 'gm-type-' + (type.id || 'unknown'), checked: !F.off.has(type.id) });
    input.addEventListener('change', () => {
      if (input.checked) F.off.delete(type.id);
      else F.off.add(type.id);
      applyFilters();
    });
    box.append(el('label', { class: 'gm-check' }, input, symbol(type.shape, type.colour, 16), el('span', { class: 'gm-grow' }, type.label), el('span', { class: 'gm-n', 'data-type': number }, '')));
  });
  if (G.data.inc.killed.some((value) => value > 1)) {
    const sizes = el('div', { class: 'gm-sizes' }, el('span', {}, t('legend.size')));
    for (const n of [0, 5, 25]) sizes.append(el('span', { class: 'gm-size' }, symbol('circle', '#6b7780', pinSize(n)), num(n)));
    box.append(sizes);
  }
  return box;
}

function bandKey() {
  const box = el('div', { class: 'gm-key' });
  for (const band of G.data.on_bands || []) if (band.km) box.append(el('span', { class: 'gm-band-key' }, t('km', { n: num(band.km) })));
  return box;
}

function borderKey() {
  const first = (G.data.on_border || [])[0];
  if (!first) return el('span', {});
  const parts = [borderName(first), looseDate(first.date), first.source].filter(Boolean);
  const exclaves = (G.data.on_border || []).filter((row) => row.exclave).length;
  if (exclaves) parts.push(plural('exclaves', exclaves));
  if (first.approximate) parts.push(t('border.approximate'));
  return el('div', { class: 'gm-key' }, el('span', {}, parts.join(' · ')), el('span', { class: 'gm-note' }, t('border.notfront')));
}

function setLayer(id, visible) {
  G.layerOn[id] = visible;
  showLayer(id);
  emit('layers');
}

// puts one layer on the map or takes it off
function showLayer(id) {
  const visible = G.layerOn[id];
  const shape = G.shapes[id];
  if (id === 'incidents') drawPins();
  else if (id === 'incident_areas') drawAreas();
  else if (id === 'records' || id === 'record_links') drawRecords();
  else if (id === 'places') drawPlaces();
  else if (id === 'heat') drawHeat();
  else if (shape) {
    if (visible) shape.addTo(G.map);
    else G.map.removeLayer(shape);
  }
  if (id === 'background') {
    for (const other of [G.shapes.world, G.shapes.coast].filter(Boolean)) {
      if (visible) other.addTo(G.map);
      else G.map.removeLayer(other);
    }
  }
  drawLabels();
}

function updateCounts() {
  for (const node of document.querySelectorAll('[data-layer]')) {
    const n = layerCount(node.dataset.layer);
    if (n !== null) node.textContent = num(n);
  }
  const nowhere = document.getElementById('gm-nowhere');
  if (nowhere) {
    const n = G.list.reduce((sum, k) => sum + (!isPin(k) && G.data.inc.areaOf[k] < 0 ? 1 : 0), 0);
    nowhere.textContent = n ? plural('nowhere', n) : '';
  }
  for (const node of document.querySelectorAll('[data-type]')) node.textContent = num(G.typeCounts[Number(node.dataset.type)] || 0);
}

function sidePanel() {
  const search = el('input', { type: 'search', id: 'gm-search', placeholder: t('search.hint'), 'aria-label': t('search'), autocomplete: 'off', spellcheck: 'false' });
  search.value = F.q;
  search.addEventListener('input', debounce(160, () => {
    F.q = search.value.trim();
    applyFilters();
  }));
  const reset = el('button', { type: 'button', class: 'gm-text-button', id: 'gm-reset', click: resetFilters }, t('filter.reset'));
  return [
    el('div', { class: 'gm-search' }, icon('search'), search),
    el('section', { 'aria-label': t('layers') }, el('h2', {}, t('layers')), layerPanel()),
    el('section', { 'aria-label': t('filters') }, el('div', { class: 'gm-row' }, el('h2', {}, t('filters')), reset), filterPanel()),
  ];
}

function buildSide() {
  document.getElementById('gm-side').replaceChildren(...sidePanel());
  updateCounts();
  updateReset();
}

function updateReset() {
  const node = document.getElementById('gm-reset');
  if (node) node.disabled = !filtersActive();
}

function resetFilters() {
  setFilterState({});
  buildSide();
  applyFilters();
  document.getElementById('gm-search').focus();
}
