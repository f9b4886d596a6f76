// The URL hash keeps the view, the layers, the filters, the open incident and the theme, so that a view can be sent.

let reading = false;

function hashText() {
  const map = G.map;
  const at = map.getCenter();
  const parts = new URLSearchParams();
  parts.set('v', `${map.getZoom().toFixed(2)}/${at.lat.toFixed(4)}/${at.lng.toFixed(4)}`);
  const changed = Object.keys(G.layerOn).filter((id) => G.layerOn[id] !== G.layerStart[id]).sort();
  if (changed.length) parts.set('l', changed.map((id) => (G.layerOn[id] ? '' : '-') + id).join(','));
  const filters = filterState();
  for (const key of Object.keys(filters)) parts.set(key, filters[key]);
  if (G.selected >= 0) parts.set('i', G.data.inc.id[G.selected]);
  if (TABLE.open) parts.set('t', '1');
  if (G.theme) parts.set('theme', G.theme);
  return '#' + parts.toString();
}

function writeHash() {
  if (reading) return;
  try {
    window.history.replaceState(null, '', hashText());
  } catch {
    // a page inside a notebook has no address of its own
  }
}

function readHash(address) {
  const raw = (address === undefined ? window.location.hash : address).slice(1);
  if (!raw) return false;
  const parts = new URLSearchParams(raw);
  const state = Object.fromEntries(parts);
  reading = true;
  try {
    setFilterState(state);
    const layers = (state.l || '').split(',').filter(Boolean);
    for (const id of Object.keys(G.layerOn)) {
      if (layers.includes(id)) G.layerOn[id] = true;
      else if (layers.includes('-' + id)) G.layerOn[id] = false;
      else G.layerOn[id] = G.layerStart[id];
    }
    if (state.theme === 'dark' || state.theme === 'light') setTheme(state.theme);
    const view = (state.v || '').split('/').map(Number);
    const told = view.length === 3 && view.every(Number.isFinite) && Math.abs(view[2]) < 1000;
    G.wanted = { id: state.i || '', table: state.t === '1', view: told ? view : null };
    showWanted();
    return told;
  } finally {
    reading = false;
  }
}

function showWanted() {
  const view = G.wanted && G.wanted.view;
  if (!view) return;
  G.map.invalidateSize({ animate: false, pan: false });
  G.map.setView([Math.max(-85, Math.min(85, view[1])), view[2]], Math.max(0.4, Math.min(18, view[0])), { animate: false });
}

// opens what the hash asked for, once the page stands; then the view again, since panels change the map's frame
function openWanted() {
  const wanted = G.wanted || {};
  const { home } = G;
  if (wanted.table !== TABLE.open && (wanted.table || TABLE.open)) toggleTable(Boolean(wanted.table));
  const k = wanted.id ? G.data.inc.id.indexOf(wanted.id) : -1;
  if (k >= 0 && k !== G.selected) selectIncident(k);
  if (wanted.view) showWanted();
  else if (home) {
    G.map.invalidateSize({ animate: false, pan: false });
    showAll(false); // the card has taken a part of the map
    if (k >= 0) keepInSight(k);
  }
}
