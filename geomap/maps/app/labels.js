// Names on the map, placed by rank so that none covers another or a pin. They are pictures of text to a screen
// reader's user: hidden from it, since the table and the cards say the same.

let labelPane = null;
const measure = document.createElement('canvas').getContext('2d');
const widths = new Map();

function textWidth(words, font) {
  const key = font + '\u0000' + words;
  if (!widths.has(key)) {
    measure.font = font;
    widths.set(key, measure.measureText(words).width);
  }
  return widths.get(key);
}

const FONTS = {
  country: { size: 14, css: '600 14px system-ui, sans-serif', space: 2.4 },
  admin: { size: 11, css: '500 11px system-ui, sans-serif', space: 1.1 },
  place: { size: 12, css: '600 12px system-ui, sans-serif', space: 0 },
  mention: { size: 11, css: 'italic 400 11px system-ui, sans-serif', space: 0 },
  border: { size: 11, css: 'italic 600 11px system-ui, sans-serif', space: 0.2 },
  band: { size: 10, css: '600 10px system-ui, sans-serif', space: 0 },
};

function candidates() {
  const zoom = G.map.getZoom();
  const bounds = G.map.getBounds();
  const out = [];
  const data = G.data;
  const inside = (lat, lng) => bounds.contains([lat, lng]);
  // places of incidents in view first: they are what the reader looks for
  if (G.layerOn.labels !== false) {
    const seen = new Set();
    for (const group of inViewGroups()) {
      const names = [];
      for (const k of group.members.slice(0, 60)) {
        const at = data.inc.place[k];
        if (at === null || data.inc.prec[k] > 2) continue;
        seen.add(at);
        if (!names.includes(at)) names.push(at);
      }
      if (!names.length || (group.n > 1 && names.length > 6)) continue;
      const shown = names.slice(0, 2).map(placeName).join(', ') + (names.length > 2 ? ' …' : '');
      const place = latLngAt(group.x, group.y);
      const size = group.n > 1 ? clusterSize(group.n) : Math.max(24, pinSize(data.inc.killed[group.k])) + (group.k === G.selected ? 16 : 0);
      out.push({ kind: 'place', text: shown, more: names.length === 1 ? otherName(names[0]) : '', lat: place.lat, lng: place.lng, rank: 2000 + group.n, gap: size / 2 + (data.rec && G.layerOn.records ? 4 : 1) });
    }
    if (data.places && (G.layerOn.places || zoom >= 9)) {
      const places = data.places;
      for (let p = 0; p < places.n; p += 1) {
        if (places.x[p] === null || places.prec[p] > 2 || seen.has(places.name[p])) continue;
        if (!G.layerOn.places && zoom < 10) continue;
        const lat = places.y[p] / 1e5;
        const lng = displayLng(places.x[p] / 1e5);
        if (inside(lat, lng)) out.push({ kind: 'mention', text: placeName(places.name[p]), more: otherName(places.name[p]), lat, lng, rank: 500 + (places.count[p] || 0), gap: 7, dot: !G.layerOn.places });
      }
    }
  }
  const areas = [['background', 'country', 1000, 60], ['admin', 'admin', 100, 34]];
  for (const [id, kind, rank, room] of areas) {
    if (!G.layerOn[id]) continue;
    for (const row of data['on_' + id] || []) {
      if (!row.at || !row.label) continue;
      const side = Math.sqrt(row.size) * 256 * 2 ** zoom / 360;
      if (side < room) continue;
      const label = kind === 'country' && row.country ? countryName(row.country) : localName(row.label);
      const at = pointInView(row, bounds);
      if (at) out.push({ kind, text: label, lat: at[1], lng: at[0], rank: rank + row.size, centre: true });
    }
  }
  return out.sort((a, b) => b.rank - a.rank);
}

function inViewGroups() {
  if (!G.layerOn.incidents) return [];
  const scale = 2 ** G.map.getZoom();
  const box = G.map.getPixelBounds();
  const inside = (group) => box.contains([group.x * scale, group.y * scale]);
  return clustersAt(G.map.getZoom()).filter(inside).slice(0, 250);
}

// a country larger than the view is still named: at the middle of what is seen of its box
function pointInView(row, bounds) {
  if (bounds.contains([row.at[1], row.at[0]])) return row.at;
  return null;
}

function clearLabels() {
  if (labelPane) labelPane.replaceChildren();
}

function drawLabels() {
  const map = G.map;
  if (!labelPane) {
    labelPane = map.createPane('gm-labels');
    labelPane.setAttribute('aria-hidden', 'true');
  }
  const size = map.getSize();
  const taken = obstacles();
  const drawn = [];
  for (const item of candidates()) {
    if (!item.text) continue;
    const font = FONTS[item.kind];
    const point = map.latLngToContainerPoint([item.lat, item.lng]);
    const width = textWidth(item.text, font.css) + item.text.length * font.space;
    const second = item.more ? textWidth(item.more, FONTS.mention.css) : 0;
    const w = Math.max(width, second) + 6;
    const h = font.size + 4 + (item.more ? 13 : 0);
    const gap = item.gap || 0;
    const spots = item.centre
      ? [[-w / 2, -h / 2]]
      : [[gap, -h / 2], [-gap - w, -h / 2], [-w / 2, gap], [-w / 2, -gap - h], [gap * 0.8, -gap * 0.8 - h], [gap * 0.8, gap * 0.8],
        [gap + 14, -h / 2], [-gap - 14 - w, -h / 2], [-w / 2, -gap - 14 - h], [-w / 2, gap + 14]];
    for (const [dx, dy] of spots) {
      const box = [point.x + dx, point.y + dy, point.x + dx + w, point.y + dy + h];
      if (box[0] < 2 || box[1] < 2 || box[2] > size.x - 2 || box[3] > size.y - 2) continue;
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      drawn.push([item, box, dx <= -gap - w + 0.1 && !item.centre]);
      break;
    }
  }
  labelPane.replaceChildren(...drawn.map(([item, box, left]) => {
    const corner = map.containerPointToLayerPoint([box[0], box[1]]);
    const node = el('div', { class: `gm-label gm-label-${item.kind}${left ? ' gm-left' : ''}` }, el('span', {}, item.text));
    if (item.more) node.append(el('span', { class: 'gm-second' }, item.more));
    node.style.transform = `translate(${Math.round(corner.x)}px, ${Math.round(corner.y)}px)`;
    node.style.width = `${Math.ceil(box[2] - box[0])}px`;
    return node;
  }));
}

// what a label must not cover: pins, chips, records and the controls over the map
function obstacles() {
  const frame = G.map.getContainer().getBoundingClientRect();
  const out = [];
  const nodes = G.map.getContainer().querySelectorAll('.gm-pin:not(.gm-selected), .gm-chip, .gm-over');
  for (const node of nodes) {
    if (node.offsetParent === null && !node.closest('.leaflet-marker-pane')) continue;
    const box = node.getBoundingClientRect();
    if (!box.width) continue;
    const shrink = node.classList.contains('gm-record') ? -1 : 1;
    out.push([box.left - frame.left + shrink, box.top - frame.top + shrink, box.right - frame.left - shrink, box.bottom - frame.top - shrink]);
  }
  return out;
}
