// Clusters without any library: points in order of size take all points within a radius of them. The result depends
// only on zoom and filters, so panning costs nothing, and a point is never moved from where it is.

const clusterCache = new Map();

function clearClusters() {
  clusterCache.clear();
}

function clusterRadius(zoom) {
  if (zoom >= 15) return 4; // street level: only what lies on top of each other
  if (G.list.length > 5000) return 72;
  return G.list.length > 400 ? 52 : 26;
}

// Returns [{k: first incident, n, x, y (pixels at zoom 0), same: all at one spot, members}], largest toll first.
function clustersAt(zoom) {
  const key = zoom.toFixed(2);
  if (clusterCache.has(key)) return clusterCache.get(key);
  const inc = G.data.inc;
  const scale = 2 ** zoom;
  const radius = clusterRadius(zoom) / scale;
  const cell = radius;
  const grid = new Map();
  const out = [];
  for (const k of pinOrder()) {
    if (!G.shown[k]) continue;
    const x = inc.px[k];
    const y = inc.py[k];
    const cx = Math.floor(x / cell);
    const cy = Math.floor(y / cell);
    let best = null;
    let distance = radius * radius;
    for (let i = cx - 1; i <= cx + 1; i += 1) {
      for (let j = cy - 1; j <= cy + 1; j += 1) {
        const there = grid.get(i * 67108864 + j);
        if (!there) continue;
        for (const group of there) {
          const d = (group.x0 - x) ** 2 + (group.y0 - y) ** 2;
          if (d <= distance) {
            distance = d;
            best = group;
          }
        }
      }
    }
    if (best) {
      best.members.push(k);
      best.sx += x;
      best.sy += y;
      if (x !== best.x0 || y !== best.y0) best.same = false;
    } else {
      const group = { x0: x, y0: y, sx: x, sy: y, same: true, members: [k] };
      out.push(group);
      const place = cx * 67108864 + cy;
      if (grid.has(place)) grid.get(place).push(group);
      else grid.set(place, [group]);
    }
  }
  for (const group of out) {
    group.n = group.members.length;
    group.k = group.members[0];
    group.x = group.same ? group.x0 : group.sx / group.n;
    group.y = group.same ? group.y0 : group.sy / group.n;
  }
  if (clusterCache.size > 24) clusterCache.clear();
  clusterCache.set(key, out);
  return out;
}

let order = null;
function pinOrder() {
  if (order) return order;
  const inc = G.data.inc;
  order = [];
  for (let k = 0; k < inc.n; k += 1) if (isPin(k)) order.push(k);
  order.sort((a, b) => (inc.killed[b] || 0) - (inc.killed[a] || 0) || a - b);
  return order;
}

function typeCounts(members) {
  const counts = new Array(G.data.types.length).fill(0);
  for (const k of members) counts[G.data.inc.type[k]] += 1;
  return counts;
}

function latLngAt(x, y) {
  const n = Math.PI * (1 - (2 * y) / 256);
  return L.latLng((180 / Math.PI) * Math.atan(Math.sinh(n)), (x / 256 - 0.5) * 360);
}
