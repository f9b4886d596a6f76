// The panel beside the map: the card of an incident, a record, or a list of incidents at one spot. All text nodes.

let returnFocus = null;

function openPanel(label, ...parts) {
  const panel = document.getElementById('gm-card');
  const opens = panel.hidden;
  if (opens) returnFocus = document.activeElement;
  panel.hidden = false;
  panel.setAttribute('aria-label', label);
  const close = button('close', t('close'), closePanel, 'gm-card-close');
  panel.replaceChildren(close, ...parts.filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.add('gm-card-open');
  if (opens && G.selected < 0) refit();
  const head = panel.querySelector('h2');
  if (head) {
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }
}

// the first view stays whole beside a panel that opens or closes; a view that the reader chose is left alone
function refit() {
  if (!G.home) return;
  G.map.invalidateSize({ animate: false, pan: false });
  showAll(false);
}

function closePanel() {
  const panel = document.getElementById('gm-card');
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove('gm-card-open');
  setSelected(-1);
  refit();
  if (returnFocus && document.contains(returnFocus)) returnFocus.focus();
  else G.map.getContainer().focus();
}

function setSelected(k) {
  G.selected = k;
  drawRing();
  drawLabels();
  markArea();
  drawTable();
  emit('selected');
}

function selectIncident(k) {
  setSelected(k);
  if (!cardData().has) openPanel(t('card'), el('h2', { class: 'gm-card-title' }, shortText(k)));
  whenCards(() => {
    if (G.selected !== k) return; // another one was chosen meanwhile
    openPanel(t('card'), ...incidentCard(k));
    keepInSight(k);
  });
}

// on a wide screen the card covers the right of the map: move the incident out from under it
function keepInSight(k) {
  if (!isPin(k)) return;
  const inc = G.data.inc;
  const map = G.map;
  map.invalidateSize({ animate: false, pan: false });
  const frame = map.getContainer().getBoundingClientRect();
  const panel = document.getElementById('gm-card').getBoundingClientRect();
  const at = map.latLngToContainerPoint([inc.lat[k], inc.lng[k]]);
  const x = frame.left + at.x;
  const y = frame.top + at.y;
  const shift = [0, 0];
  if (panel.width > frame.width * 0.9) {
    if (y > panel.top - 40) shift[1] = y - (frame.top + panel.top) / 2; // a phone: the card covers the lower part
  } else {
    const right = Math.min(frame.right, panel.left);
    if (x > right - 40) shift[0] = x - (right - 90);
    if (x < frame.left + 20) shift[0] = x - (frame.left + 90);
  }
  if (shift[0] || shift[1]) map.panBy(shift, { animate: !reducedMotion() });
}

function row(label, ...value) {
  const filled = value.flat().filter((part) => part !== null && part !== undefined && part !== '');
  return filled.length ? [el('dt', {}, label), el('dd', {}, filled)] : [];
}

function section(title, ...parts) {
  const filled = parts.flat().filter(Boolean);
  return filled.length ? el('section', { class: 'gm-section' }, el('h3', {}, title), filled) : null;
}

// the incidents that pass the filters, in the order in which they happened: what the card's arrows walk through
function inOrder() {
  const inc = G.data.inc;
  return [...G.list].sort((a, b) => (inc.d0[a] ?? Infinity) - (inc.d0[b] ?? Infinity) || a - b);
}

function stepper(k) {
  const order = inOrder();
  const at = order.indexOf(k);
  if (at < 0 || order.length < 2) return null;
  const step = (by, name, label) => {
    const node = button(name, label, () => {
      goTo(order[at + by], true);
      const again = document.querySelector(`#gm-card .gm-${name}`);
      if (again && !again.disabled) again.focus();
    }, 'gm-' + name);
    node.disabled = at + by < 0 || at + by >= order.length;
    return node;
  };
  return el('nav', { class: 'gm-steps', 'aria-label': t('card.steps') }, step(-1, 'back', t('card.previous')),
    el('span', { class: 'gm-muted' }, t('card.count', { n: num(at + 1), all: num(order.length) })), step(1, 'next', t('card.next')));
}

function incidentCard(k) {
  const inc = G.data.inc;
  const type = typeOf(k);
  const sub = word('sub', text(inc.sub[k]));
  const pill = el('p', { class: 'gm-pill' }, symbol(type.shape, type.colour, 16), ' ', type.label, sub && plain(sub) !== plain(type.label) ? el('span', { class: 'gm-muted' }, ' · ' + sub) : null);
  const facts = el('dl', { class: 'gm-facts' }, whenRows(k), whereRows(k), whoRows(k));
  const review = text(inc.review[k]) || 'auto';
  return [
    stepper(k),
    pill,
    el('h2', { class: 'gm-card-title' }, titleText(k)),
    facts,
    tollSection(k),
    claimSection(k),
    sourceSection(k),
    whySection(k),
    recordSection(k),
    el('p', { class: 'gm-card-foot gm-muted' }, t(review === 'auto' ? 'card.unreviewed' : 'review.is', { what: word('review', review) })),
    el('p', { class: 'gm-card-foot' }, el('span', { class: 'gm-muted' }, t('card.id', { id: inc.id[k] })), copyButton()),
  ];
}

function showList(members, title) {
  const sorted = [...members].sort((a, b) => (G.data.inc.d0[b] || 0) - (G.data.inc.d0[a] || 0) || a - b);
  let limit = 200;
  const list = el('ul', { class: 'gm-list' });
  const more = el('button', { type: 'button', class: 'gm-text-button' }, '');
  const draw = () => {
    list.replaceChildren(...sorted.slice(0, limit).map((k) => el('li', {}, el('button', { type: 'button', class: 'gm-list-button', click: () => selectIncident(k) }, symbol(typeOf(k).shape, typeOf(k).colour, 14), ' ', titleText(k), el('span', { class: 'gm-muted gm-block' }, shortText(k))))));
    more.hidden = sorted.length <= limit;
    more.textContent = t('table.more', { n: num(Math.max(0, sorted.length - limit)) });
  };
  more.addEventListener('click', () => {
    limit += 200;
    draw();
  });
  draw();
  whenCards(draw);
  setSelected(-1);
  openPanel(title, el('h2', { class: 'gm-card-title' }, title), el('p', { class: 'gm-muted' }, plural('incidents', members.length)), list, more);
}

function copyButton() {
  return el('button', { type: 'button', class: 'gm-text-button', click: (event) => copyLink(event.target) }, t('copy'));
}

// navigator.clipboard is not there for a file:// page in some browsers; a selected field is
function copyText(words, node, told) {
  const field = el('textarea', { class: 'gm-offscreen', 'aria-hidden': 'true', tabindex: -1 });
  field.value = words;
  document.body.append(field);
  field.select();
  try {
    document.execCommand('copy');
  } finally {
    field.remove();
  }
  if (node) node.focus();
  say(told);
}

function copyLink(node) {
  writeHash();
  copyText(window.location.href, node, t('copied'));
}

function say(words) {
  const node = document.getElementById('gm-say');
  node.textContent = words;
  node.classList.add('gm-on');
  setTimeout(() => node.classList.remove('gm-on'), 1800);
}
