// Density as a picture: soft blobs summed on one canvas, coloured by a ramp that also reads in grey.

let heat = null;
const RAMP = [[255, 237, 160, 0], [254, 178, 76, 140], [252, 78, 42, 190], [189, 0, 38, 215], [94, 0, 46, 230]];

const HeatLayer = L.Layer.extend({
  onAdd(map) {
    this.canvas = L.DomUtil.create('canvas', 'gm-heat leaflet-zoom-hide');
    map.getPane('overlayPane').appendChild(this.canvas);
    this.draw();
  },
  onRemove() {
    this.canvas.remove();
  },
  draw() {
    const map = this._map;
    const size = map.getSize();
    const canvas = this.canvas;
    canvas.width = size.x;
    canvas.height = size.y;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const paint = canvas.getContext('2d', { willReadFrequently: true });
    const radius = 26;
    const blob = document.createElement('canvas');
    blob.width = radius * 2;
    blob.height = radius * 2;
    const brush = blob.getContext('2d');
    const shade = brush.createRadialGradient(radius, radius, 0, radius, radius, radius);
    shade.addColorStop(0, 'rgba(0,0,0,1)');
    shade.addColorStop(1, 'rgba(0,0,0,0)');
    brush.fillStyle = shade;
    brush.fillRect(0, 0, radius * 2, radius * 2);
    // points fall into cells first, so that a hundred thousand cost as many strokes as there are cells
    const scale = 2 ** map.getZoom();
    const box = map.getPixelBounds();
    const cells = new Map();
    let most = 0;
    const inc = G.data.inc;
    for (const k of G.list) {
      if (!isPin(k)) continue;
      const x = Math.round((inc.px[k] * scale - box.min.x) / 6);
      const y = Math.round((inc.py[k] * scale - box.min.y) / 6);
      if (x < -6 || y < -6 || x > size.x / 6 + 6 || y > size.y / 6 + 6) continue;
      const key = x * 100000 + y;
      const n = (cells.get(key) || 0) + 1;
      cells.set(key, n);
      most = Math.max(most, n);
    }
    for (const [key, n] of cells) {
      const y = key % 100000;
      paint.globalAlpha = Math.max(0.06, Math.min(1, Math.sqrt(n / most)));
      paint.drawImage(blob, Math.floor(key / 100000) * 6 - radius, y * 6 - radius);
    }
    const picture = paint.getImageData(0, 0, size.x || 1, size.y || 1);
    const dots = picture.data;
    for (let at = 3; at < dots.length; at += 4) {
      if (!dots[at]) continue;
      const place = (dots[at] / 255) * (RAMP.length - 1);
      const low = RAMP[Math.floor(place)];
      const high = RAMP[Math.min(RAMP.length - 1, Math.floor(place) + 1)];
      const part = place - Math.floor(place);
      for (let c = 0; c < 4; c += 1) dots[at - 3 + c] = low[c] + (high[c] - low[c]) * part;
    }
    paint.putImageData(picture, 0, 0);
  },
});

function drawHeat() {
  if (!G.layerOn.heat) {
    if (heat) G.map.removeLayer(heat);
    heat = null;
    return;
  }
  if (!heat) heat = new HeatLayer().addTo(G.map);
  else heat.draw();
}
