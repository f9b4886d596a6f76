// Pins, clusters, the user's records and the places mentioned. Only what is in view stands in the document.

const pins = { layer: null, drawn: new Map(), spider: null, ring: null };
const SPIDER_LIMIT = 40;

function pinSize(killed) {
  // area grows with the toll: 14 px for none, 34 px for 25 and more
  return 15 + Math.min(19, 3.9 * Math.sqrt(killed || 0));
}

function pinIcon(k) {
  const type = typeOf(k);
  const size = pinSize(G.data.inc.killed[k]);
  const node = symbol(type.shape, type.colour, size, 'gm-pin-shape');
  return L.divIcon({ html: node, className: 'gm-pin', iconSize: [Math.max(24, size), Math.max(24, size)] });
}

function clusterSize(n) {
  return 26 + Math.min(26, 11 * Math.log10(n));
}

function clusterIcon(group) {
  const counts = typeCounts(group.members);
  const size = clusterSize(group.n);
  const r = size / 2;
  const drawn = svg('svg', { viewBox: `${-r} ${-r} ${size} ${size}`, width: size, height: size, 'aria-hidden': 'true', focusable: 'false' });
  drawn.append(svg('circle', { r: r - 0.5, class: 'gm-cluster-back' }));
  let from = 0;
  const mid = r - 3.5;
  counts.forEach((count, type) => {
    if (!count) return;
    const share = count / group.n;
    const colour = G.data.types[type].colour;
    if (share > 0.999) drawn.append(svg('circle', { r: mid, fill: 'none', stroke: colour, 'stroke-width': 5 }));
    else {
      const a = 2 * Math.PI * from - Math.PI / 2;
      const b = 2 * Math.PI * (from + share) - Math.PI / 2;
      const path = `M${mid * Math.cos(a)} ${mid * Math.sin(a)}A${mid} ${mid} 0 ${share > 0.5 ? 1 : 0} 1 ${mid * Math.cos(b)} ${mid * Math.sin(b)}`;
      drawn.append(svg('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 5 }));
    }
    from += share;
  });
  const shown = group.n < 1000 ? String(group.n) : new Intl.NumberFormat(G.lang, { notation: 'compact' }).format(group.n);
  drawn.append(svg('text', { y: 4.2, 'text-anchor': 'middle', class: 'gm-cluster-count' }, shown));
  return L.divIcon({ html: drawn, className: 'gm-pin gm-cluster', iconSize: [size, size] });
}

function addMarker(layer, latlng, options, label, action) {
  const marker = L.marker(latlng, { keyboard: true, ...options });
  marker.on('add', () => {
    const node = marker.getElement();
    node.setAttribute('aria-label', label);
    node.setAttribute('role', 'button');
    node.title = label;
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      action(marker);
    });
  });
  marker.on('click', (event) => {
    L.DomEvent.stopPropagation(event);
    action(marker);
  });
  marker.addTo(layer);
  return marker;
}

function drawPins() {
  const map = G.map;
  if (!pins.layer) pins.layer = L.layerGroup().addTo(map);
  const keep = new Map();
  if (G.layerOn.incidents) {
    const zoom = map.getZoom();
    const scale = 2 ** zoom;
    const box = map.getPixelBounds().pad(0.06);
    for (const group of clustersAt(zoom)) {
      const x = group.x * scale;
      const y = group.y * scale;
      if (x < box.min.x || x > box.max.x || y < box.min.y || y > box.max.y) continue;
      const key = `${group.k}|${group.n}|${group.x}|${group.y}`;
      const old = pins.drawn.get(key);
      if (old) {
        keep.set(key, old);
        pins.drawn.delete(key);
        continue;
      }
      keep.set(key, drawGroup(group));
    }
  }
  for (const marker of pins.drawn.values()) pins.layer.removeLayer(marker);
  pins.drawn = keep;
}

function drawGroup(group) {
  const inc = G.data.inc;
  if (group.n === 1) {
    const k = group.k;
    return addMarker(pins.layer, [inc.lat[k], inc.lng[k]], { icon: pinIcon(k), zIndexOffset: 1000, riseOnHover: true }, shortText(k), () => selectIncident(k));
  }
  const label = `${plural('incidents', group.n)}. ${t(group.same ? 'cluster.same' : 'cluster.zoom')}`;
  const at = group.same ? [inc.lat[group.k], inc.lng[group.k]] : latLngAt(group.x, group.y);
  return addMarker(pins.layer, at, { icon: clusterIcon(group), zIndexOffset: 2000 }, label, () => openCluster(group));
}

function openCluster(group) {
  const inc = G.data.inc;
  const map = G.map;
  if (!group.same && map.getZoom() < 17.5) {
    const box = L.latLngBounds(group.members.map((k) => [inc.lat[k], inc.lng[k]]));
    map.fitBounds(box, { ...framePadding(), maxZoom: Math.max(map.getZoom() + 1, 15), animate: !reducedMotion() });
    return;
  }
  if (group.n > SPIDER_LIMIT) showList(group.members, t('list.spot', { place: placeName(inc.place[group.k]) || t('place.none') }));
  else spiderfy(group);
}

// Fans the incidents of one spot out on a circle (a spiral when many), each tied to its true place by a line.
function spiderfy(group) {
  unspiderfy();
  const inc = G.data.inc;
  const map = G.map;
  const layer = L.layerGroup().addTo(map);
  const centre = map.latLngToLayerPoint([inc.lat[group.k], inc.lng[group.k]]);
  const markers = [];
  group.members.forEach((k, place) => {
    let angle = (2 * Math.PI * place) / group.n - Math.PI / 2;
    let length = Math.max(42, (group.n * 34) / (2 * Math.PI));
    if (group.n > 12) {
      angle = place * 0.62;
      length = 40 + place * 5.2;
    }
    const spot = map.layerPointToLatLng(centre.add([Math.cos(angle) * length, Math.sin(angle) * length]));
    L.polyline([[inc.lat[k], inc.lng[k]], spot], { className: 'gm-leg', interactive: false, pane: 'gm-lines' }).addTo(layer);
    markers.push(addMarker(layer, spot, { icon: pinIcon(k), zIndexOffset: 4000 }, shortText(k), () => selectIncident(k)));
  });
  pins.spider = layer;
  const first = markers[0] && markers[0].getElement();
  if (first && document.activeElement && document.activeElement.classList.contains('gm-cluster')) first.focus();
}

function unspiderfy() {
  if (!pins.spider) return false;
  G.map.removeLayer(pins.spider);
  pins.spider = null;
  return true;
}

// A ring round the chosen incident and, where its place is not exact, the circle it lies within.
function drawRing() {
  if (pins.ring) G.map.removeLayer(pins.ring);
  pins.ring = null;
  const k = G.selected;
  if (k < 0 || !isPin(k)) return;
  const inc = G.data.inc;
  const at = [inc.lat[k], inc.lng[k]];
  // the chosen one stands out even where a cluster has swallowed it
  const size = pinSize(inc.killed[k]) + 14;
  const face = svg('svg', { viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, width: size, height: size, 'aria-hidden': 'true', focusable: 'false' });
  const type = typeOf(k);
  face.append(svg('circle', { r: size / 2 - 2, class: 'gm-ring' }), svg('path', { d: SHAPES[type.shape], fill: type.colour, stroke: '#fff', 'stroke-width': 1.6, transform: `scale(${(size - 14) / 22})` }));
  const parts = [L.marker(at, { icon: L.divIcon({ html: face, className: 'gm-pin gm-selected', iconSize: [size, size] }), interactive: false, keyboard: false, zIndexOffset: 6000 })];
  if (inc.rad[k] > 0 && inc.prec[k] !== 1) {
    parts.push(L.circle(at, { radius: inc.rad[k], className: 'gm-radius', pane: 'gm-lines', interactive: false }));
  }
  pins.ring = L.layerGroup(parts).addTo(G.map);
}

// ------------------------------------------------------------------------------- records, places

const others = { records: null, links: null, places: null };
const MANY = 700; // more of them are drawn as plain dots on one canvas

function drawRecords() {
  for (const name of ['records', 'links']) if (others[name]) G.map.removeLayer(others[name]);
  const rec = G.data.rec;
  if (!rec) return;
  const inc = G.data.inc;
  const lines = [];
  const layer = L.layerGroup();
  const canvas = rec.n > MANY ? L.canvas({ padding: 0.3, pane: 'gm-lines' }) : null;
  for (let r = 0; r < rec.n; r += 1) {
    if (!recordShown(r)) continue;
    if (rec.x[r] === null || rec.y[r] === null) continue;
    const at = [rec.y[r] / 1e5, displayLng(rec.x[r] / 1e5)];
    const label = `${t('record')}: ${text(rec.title[r]) || text(rec.place_text[r]) || text(rec.record_id[r])}`;
    if (canvas) {
      L.circleMarker(at, { radius: 4, color: '#fff', weight: 1, fillColor: '#6A3D9A', fillOpacity: 0.9, renderer: canvas })
        .on('click', (event) => { L.DomEvent.stopPropagation(event); showRecord(r); }).addTo(layer);
    } else {
      const node = svg('svg', { viewBox: '-12 -12 24 24', width: 24, height: 24, 'aria-hidden': 'true', focusable: 'false' });
      node.append(svg('path', { d: 'M-9.5-9.5H9.5V9.5H-9.5Z', class: 'gm-record-halo' }), svg('path', { d: 'M-9.5-9.5H9.5V9.5H-9.5Z', class: 'gm-record-shape' }));
      addMarker(layer, at, { icon: L.divIcon({ html: node, className: 'gm-pin gm-record', iconSize: [24, 24] }), zIndexOffset: -500 }, label, () => showRecord(r));
    }
    const k = rec.inc[r];
    if (k !== null && isPin(k) && G.shown[k] && (inc.x[k] !== rec.x[r] || inc.y[k] !== rec.y[r])) {
      lines.push([at, [inc.lat[k], inc.lng[k]]]);
    }
  }
  others.records = layer;
  others.links = L.layerGroup(lines.map((line) => L.polyline(line, { className: 'gm-link', pane: 'gm-lines', interactive: false })));
  if (G.layerOn.records) layer.addTo(G.map);
  if (G.layerOn.record_links) others.links.addTo(G.map);
}

function recordShown(r) {
  const rec = G.data.rec;
  const k = rec.inc[r];
  if (k !== null) return G.shown[k] === 1; // a matched record follows its incident
  return recordPasses(r);
}

function drawPlaces() {
  if (others.places) G.map.removeLayer(others.places);
  others.places = null;
  const places = G.data.places;
  if (!places || !G.layerOn.places) return;
  const layer = L.layerGroup();
  for (let p = 0; p < places.n; p += 1) {
    if (places.x[p] === null || places.prec[p] > 2) continue; // a province is a name on the map, not a dot
    const at = [places.y[p] / 1e5, displayLng(places.x[p] / 1e5)];
    const other = otherName(places.name[p]);
    const label = placeName(places.name[p]) + (other ? ' / ' + other : '') + ', ' + plural('mentions', places.count[p] || 1);
    const dot = L.circleMarker(at, { radius: 3 + Math.min(3, Math.sqrt(places.count[p] || 1)), className: 'gm-place', pane: 'gm-lines', interactive: true });
    const note = document.createElement('span');
    note.textContent = label;
    dot.bindTooltip(note, { className: 'gm-tip', direction: 'top' });
    dot.addTo(layer);
  }
  others.places = layer.addTo(G.map);
}
