// The locator: the wider neighbourhood, north up, with a frame where the view is.

let inset = null;

function drawInset() {
  const rings = insetRings();
  if (!rings) return;
  const width = 132;
  const height = 100;
  const box = rings.box;
  const scale = Math.max(width / (box[2] - box[0]), height / (box[3] - box[1]));
  const left = (width - (box[2] - box[0]) * scale) / 2;
  const top = (height - (box[3] - box[1]) * scale) / 2;
  const place = (point) => [left + (point[0] - box[0]) * scale, top + (box[3] - point[1]) * scale];
  if (!inset) {
    const drawn = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': t('inset') });
    for (const [name, group] of [['gm-inset-land', rings.land], ['gm-inset-line', rings.lines]]) {
      const d = group.map((ring) => 'M' + ring.map((point) => place(point).map((v) => v.toFixed(1)).join(' ')).join('L') + (name.endsWith('land') ? 'Z' : '')).join('');
      drawn.append(svg('path', { d, class: name }));
    }
    const frame = svg('rect', { class: 'gm-inset-frame' });
    drawn.append(frame);
    const north = svg('g', { transform: `translate(${width - 15} 14)` }, svg('path', { d: 'M0-9L4 3L0 0L-4 3Z', class: 'gm-inset-north' }), svg('text', { y: 13, 'text-anchor': 'middle', class: 'gm-inset-n' }, t('north')));
    drawn.append(north);
    const holder = el('div', { class: 'gm-inset gm-over' }, drawn);
    G.map.getContainer().append(holder);
    inset = { frame, holder };
  }
  const view = G.map.getBounds();
  const a = place(mercator(view.getSouthWest()));
  const b = place(mercator(view.getNorthEast()));
  const x = Math.max(1, Math.min(a[0], b[0]));
  const y = Math.max(1, Math.min(a[1], b[1]));
  const right = Math.min(width - 1, Math.max(a[0], b[0]));
  const bottom = Math.min(height - 1, Math.max(a[1], b[1]));
  const frame = { x, y, width: Math.max(3, right - x), height: Math.max(3, bottom - y) };
  for (const key of Object.keys(frame)) inset.frame.setAttribute(key, frame[key].toFixed(1));
}

function mercator(at) {
  const y = Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, at.lat)) * Math.PI) / 360));
  return [at.lng, (y * 180) / Math.PI];
}

let rings = null;
function insetRings() {
  if (rings) return rings;
  const shapes = G.shapes.background || G.shapes.world;
  if (!shapes) return null;
  const land = [...(G.shapes.world && G.shapes.background ? collectRings(G.shapes.world, 0.3) : []), ...collectRings(shapes, 0.3)];
  const lines = G.shapes.border ? collectRings(G.shapes.border, 0.2) : [];
  if (!land.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of land) {
    for (const [x, y] of ring) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  const home = G.data.view;
  if (home) {
    // four times the first view, at least eight degrees: wide enough to tell where it is
    const [low, high] = [mercator({ lng: home[0], lat: home[1] }), mercator({ lng: home[2], lat: home[3] })];
    const reach = Math.max(high[0] - low[0], high[1] - low[1], 2) * 2;
    const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
    const near = [middle[0] - reach * 1.3, middle[1] - reach, middle[0] + reach * 1.3, middle[1] + reach];
    for (const side of [0, 1]) if (near[side] > box[side]) box[side] = near[side];
    for (const side of [2, 3]) if (near[side] < box[side]) box[side] = near[side];
  }
  rings = { land, lines, box };
  return rings;
}

function collectRings(shapes, step) {
  const out = [];
  const walk = (item) => {
    if (!item.length) return;
    if (item[0].lat === undefined) {
      item.forEach(walk);
      return;
    }
    const ring = [];
    let last = null;
    for (const at of item) {
      if (last && Math.abs(at.lat - last.lat) + Math.abs(at.lng - last.lng) < step * 0.2) continue;
      ring.push(mercator(at));
      last = at;
    }
    if (ring.length > 2) out.push(ring);
  };
  shapes.eachLayer((layer) => walk(layer.getLatLngs()));
  return out;
}
