// Incidents whose place is only an area: one outline for all that share it, and a chip that says how many.

let chips = null;

function areaMembers(number) {
  return G.data.areas[number].inc.filter((k) => G.shown[k]);
}

function areaColour(members) {
  const counts = typeCounts(members);
  return G.data.types[counts.indexOf(Math.max(...counts))].colour;
}

function drawAreas() {
  const shapes = G.shapes.incident_areas;
  if (chips) G.map.removeLayer(chips);
  chips = null;
  if (!shapes || !G.data.areas) return;
  const visible = G.layerOn.incident_areas;
  shapes.eachLayer((layer) => {
    const members = visible ? areaMembers(Number(layer.feature.id)) : [];
    layer.members = members;
    const node = layer.getElement();
    if (!node) return;
    node.style.display = members.length ? '' : 'none';
    if (members.length) layer.setStyle({ color: areaColour(members), fillColor: areaColour(members) });
  });
  if (visible) drawChips();
}

// the chips stand in the middle of their areas; areas too small to hold one at this zoom keep only the outline
function drawChips() {
  const layer = L.layerGroup();
  G.data.areas.forEach((area, number) => {
    const members = areaMembers(number);
    if (!members.length || !area.at) return;
    const chip = el('span', { class: 'gm-chip' }, symbol(typeOf(members[0]).shape, areaColour(members), 12), ' ', String(members.length));
    const label = `${plural('incidents', members.length)}, ${t('area.somewhere', { place: areaName(members[0]) })}`;
    const icon = L.divIcon({ html: chip, className: 'gm-chip-holder', iconSize: [46, 24] });
    addMarker(layer, [area.at[1], area.at[0]], { icon, zIndexOffset: -200 }, label, () => openArea(members));
  });
  chips = layer.addTo(G.map);
}

function areaName(k) {
  const inc = G.data.inc;
  return placeName(inc.place[k]) || provinceName(k) || countryName(text(inc.country[k])) || t('place.none');
}

function openArea(members) {
  if (members.length === 1) selectIncident(members[0]);
  else showList(members, t('list.area', { place: areaName(members[0]) }));
}

function prepareAreas() {
  const shapes = G.shapes.incident_areas;
  if (!shapes) return;
  shapes.eachLayer((layer) => {
    layer.on('click', (event) => {
      L.DomEvent.stopPropagation(event);
      if (layer.members && layer.members.length) openArea(layer.members);
    });
  });
}

function markArea() {
  const shapes = G.shapes.incident_areas;
  if (!shapes) return;
  const chosen = G.selected >= 0 ? G.data.inc.areaOf[G.selected] : -1;
  shapes.eachLayer((layer) => {
    const node = layer.getElement();
    if (node) node.classList.toggle('gm-chosen', Number(layer.feature.id) === chosen);
  });
}
