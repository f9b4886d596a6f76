// The card of an incident, of a record, or a list of incidents at one spot. Everything is a text node.

let returnFocus = null;

function openPanel(label, ...parts) {
  const panel = document.getElementById('gm-card');
  if (panel.hidden) returnFocus = document.activeElement;
  panel.hidden = false;
  panel.setAttribute('aria-label', label);
  const close = button('close', t('close'), closePanel, 'gm-card-close');
  panel.replaceChildren(close, ...parts.filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.add('gm-card-open');
  const head = panel.querySelector('h2');
  if (head) {
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }
}

function closePanel() {
  const panel = document.getElementById('gm-card');
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove('gm-card-open');
  setSelected(-1);
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

function party(side, k) {
  const name = text(G.data.inc[side][k]);
  return name || t('party.unknown');
}

// what stands for a code of a side (a, b, civ, unknown, disputed), or the code itself
function sideName(code, k) {
  if (code === 'a' || code === 'b') return party(code, k);
  if (code === 'civ' || code === 'unknown') return t('toll.' + code);
  return code === 'disputed' ? t('began.disputed') : String(code);
}

function incidentCard(k) {
  const inc = G.data.inc;
  const type = typeOf(k);
  const sub = word('sub', text(inc.sub[k]));
  const pill = el('p', { class: 'gm-pill' }, symbol(type.shape, type.colour, 16), ' ', type.label, sub ? el('span', { class: 'gm-muted' }, ' · ' + sub) : null);
  const facts = el('dl', { class: 'gm-facts' }, whenRows(k), whereRows(k), whoRows(k));
  return [
    pill,
    el('h2', { class: 'gm-card-title' }, titleText(k)),
    facts,
    tollSection(k),
    claimSection(k),
    sourceSection(k),
    whySection(k),
    recordSection(k),
    el('p', { class: 'gm-card-foot' }, el('span', { class: 'gm-muted' }, t('card.id', { id: inc.id[k] })), copyButton()),
  ];
}

function whenRows(k) {
  const inc = G.data.inc;
  const last = inc.d0[k] === null ? null : inc.d0[k] + inc.dd[k];
  const exact = inc.dp[k] ? word('dateprec', String(inc.dp[k])) : '';
  const basis = word('basis', cardText('date_basis', k));
  const weekday = inc.d0[k] !== null && inc.dd[k] === 0 ? dayText(inc.d0[k], { weekday: 'long' }) + ', ' : '';
  const note = [exact, basis].filter(Boolean).join('; ');
  return row(t('card.when'), weekday + spanText(inc.d0[k], last), note ? el('span', { class: 'gm-muted gm-block' }, note) : null);
}

function whereRows(k) {
  const inc = G.data.inc;
  const entry = placeEntry(inc.place[k]);
  const out = [];
  const name = placeName(inc.place[k]) || t('place.none');
  const names = [];
  if (entry) {
    if (entry.l) names.push(entry.n);
    for (const [side, other] of entry.p || []) if (plain(other) !== plain(name)) names.push(`${other} (${t('place.usedby', { who: countryName(side) })})`);
    if (entry.f) names.push(t('place.former', { names: entry.f.join(', ') }));
  }
  const chain = [cardText('admin2', k), text(inc.admin1[k]), countryName(text(inc.country[k]))].filter((part, at, all) => part && part !== name && all.indexOf(part) === at);
  out.push(...row(t('card.where'), el('strong', {}, name), chain.length ? ', ' + chain.join(', ') : null, names.length ? el('span', { class: 'gm-muted gm-block' }, names.join(' · ')) : null));
  const relation = cardText('place_relation', k);
  const words = cardText('place_text', k);
  const exact = [];
  if (inc.prec[k]) exact.push(word('prec', String(inc.prec[k])));
  if (relation && relation !== 'in' && !(relation === 'near' && inc.prec[k] === 2)) exact.push(word('relation', relation));
  if (inc.rad[k]) exact.push(t('radius', { km: num(Math.max(0.1, Math.round(inc.rad[k] / 100) / 10)) }));
  if (!exact.length && inc.x[k] === null) exact.push(t('place.nopoint'));
  out.push(...row(t('card.precision'), exact.join('; '), words && plain(words) !== plain(name) ? el('span', { class: 'gm-muted gm-block' }, t('place.words', { words })) : null));
  if (inc.km[k] !== null) {
    const side = text(inc.side[k]);
    const border = (G.data.on_border || [])[0];
    out.push(...row(t('card.border'), t('km', { n: num(inc.km[k] / 10) }) + (side ? ', ' + t('border.side', { side: countryName(side) }) : ''), border && border.label ? el('span', { class: 'gm-muted gm-block' }, [border.label, border.date].filter(Boolean).join(', ')) : null));
  }
  return out;
}

function whoRows(k) {
  const inc = G.data.inc;
  const out = [];
  const side = (name) => {
    const told = text(inc[name][k]);
    if (!told) return '';
    const sector = cardText(`actor_${name}_sector`, k);
    return sector && sector !== 'UNK' ? `${told} (${word('sector', sector)})` : told;
  };
  const parties = [side('a'), side('b')].filter(Boolean);
  out.push(...row(t('card.parties'), parties.join(' – ')));
  const began = cardText('initiator', k);
  if (began && began !== 'unknown' && parties.length) {
    out.push(...row(t('card.began'), sideName(began, k)));
  }
  out.push(...row(t('card.weapons'), cardList('weapons', k).map((name) => word('weapon', name)).join(', ')));
  return out;
}

function rangeText(low, best, high) {
  if (best === null && low === null && high === null) return '–';
  const middle = best === null ? '' : num(best);
  if (low === null && high === null) return middle;
  const from = low === null ? best : low;
  const to = high === null ? best : high;
  if (from === to && from === best) return middle;
  const span = `${from === null ? '?' : num(from)}–${to === null ? '?' : num(to)}`;
  return middle ? `${middle} (${span})` : span;
}

function tollSection(k) {
  const value = (kind, part) => cardNumber(`${kind}_${part}`, k);
  const sides = ['a', 'b', 'civ', 'unknown'].filter((part) => value('killed', part) !== null || value('injured', part) !== null);
  const rows = ['killed', 'injured'].filter((kind) => ['a', 'b', 'civ', 'unknown', 'low', 'best', 'high'].some((part) => value(kind, part) !== null));
  const other = [['missing', cardNumber('missing', k)], ['captured', cardNumber('captured', k)]].filter((pair) => pair[1] !== null);
  const words = cardText('casualty_text', k);
  const parts = [];
  if (rows.length) {
    const head = el('tr', {}, el('td', {}), el('th', { scope: 'col' }, t('toll.all')), sides.map((part) => el('th', { scope: 'col' }, sideName(part, k))));
    const body = rows.map((kind) => el('tr', {}, el('th', { scope: 'row' }, t('toll.' + kind)),
      el('td', { class: 'gm-total' }, rangeText(value(kind, 'low'), value(kind, 'best'), value(kind, 'high'))),
      sides.map((part) => el('td', {}, value(kind, part) === null ? '–' : num(value(kind, part))))));
    parts.push(el('table', { class: 'gm-toll' }, el('thead', {}, head), el('tbody', {}, body)));
  } else if (!other.length) parts.push(el('p', { class: 'gm-muted' }, t('toll.none')));
  if (other.length) parts.push(el('p', {}, other.map(([name, n]) => plural(name, n)).join(', ')));
  if (words) parts.push(el('p', { class: 'gm-muted' }, t('toll.words', { words })));
  return cardData().has || rows.length ? section(t('card.toll'), parts) : null;
}

function slotText(slot, k) {
  const [kind, side] = String(slot).split('.');
  const what = word('slot', kind);
  if (!side) return what;
  return `${what}, ${sideName(side, k)}`;
}

function valueText(slot, value, k) {
  if (slot === 'initiator') return sideName(value, k);
  if (slot === 'weapons') return word('weapon', value);
  return word('value', value);
}

function claimSection(k) {
  const texts = cardData().texts || [];
  const rows = cardRows('claims', k);
  if (!rows.length) return null;
  const groups = new Map();
  for (const claim of rows) {
    const speaker = texts[claim.speaker];
    const told = texts[claim.side];
    const side = speaker ? (told === 'a' || told === 'b' ? told : 'other') : 'reporter';
    const key = side + '|' + speaker;
    if (!groups.has(key)) groups.set(key, { side, speaker, items: [] });
    groups.get(key).items.push(claim);
  }
  const rank = { a: 0, b: 1, other: 2, reporter: 3 };
  const sorted = [...groups.values()].sort((x, y) => rank[x.side] - rank[y.side]);
  const boxes = sorted.map((group) => {
    const box = el('div', { class: 'gm-claim gm-claim-' + group.side }, el('h4', {}, group.speaker || t('claim.reporter')));
    const list = el('ul', {});
    const quotes = new Set();
    for (const claim of group.items) {
      const slot = texts[claim.slot];
      const denies = texts[claim.polarity] === 'denies';
      list.append(el('li', {}, el('span', { class: denies ? 'gm-denies' : 'gm-says' }, denies ? t('claim.denies') : t('claim.says')), ' ', slotText(slot, k), ': ', el('strong', {}, valueText(slot, texts[claim.value], k))));
      if (texts[claim.text]) quotes.add(texts[claim.text]);
    }
    box.append(list);
    for (const quote of quotes) box.append(el('blockquote', { dir: 'auto' }, quote));
    return box;
  });
  return section(t('card.claims'), el('div', { class: 'gm-claims' }, boxes));
}

function sourceSection(k) {
  const texts = cardData().texts || [];
  const items = cardRows('sources', k).map((source) => {
    const who = texts[source.publisher] || texts[source.source];
    const title = texts[source.title];
    const url = texts[source.url];
    const head = el('p', { class: 'gm-source' }, el('strong', {}, who || t('source.unnamed')), source.date === null ? null : el('span', { class: 'gm-muted' }, ' · ' + dayText(source.date)));
    const named = title || (url ? url : '');
    if (named) head.append(el('span', { class: 'gm-block' }, url ? link(url, named) : named));
    const box = el('li', {}, head);
    const words = texts[source.sentence];
    if (words) {
      const quote = el('blockquote', { dir: 'auto' });
      if (source.from !== null) quote.append(words.slice(0, source.from), el('mark', {}, words.slice(source.from, source.to)), words.slice(source.to));
      else quote.append(words);
      box.append(quote);
    }
    return box;
  });
  return items.length ? section(plural('sources', items.length), el('ul', { class: 'gm-sources' }, items)) : null;
}

function meter(label, percent) {
  if (percent === null) return null;
  const level = percent >= 80 ? 'high' : percent >= 50 ? 'middle' : 'low';
  const bar = el('span', { class: 'gm-meter gm-' + level, 'aria-hidden': 'true' }, el('span', {}));
  bar.firstChild.style.width = percent + '%';
  return el('div', { class: 'gm-meter-row' }, el('span', { class: 'gm-grow' }, label), bar, el('span', {}, `${percent} % · ${t('sure.' + level)}`));
}

function whySection(k) {
  const inc = G.data.inc;
  const meters = [meter(t('sure.all'), inc.conf[k]), meter(t('sure.place'), cardNumber('conf_place', k)), meter(t('sure.date'), cardNumber('conf_date', k)), meter(t('sure.casualties'), cardNumber('conf_casualties', k))].filter(Boolean);
  const entry = placeEntry(inc.place[k]) || {};
  const reasons = [...new Set([...(entry.w || []), ...cardList('reasons', k)])];
  const told = cardList('rivals', k);
  const rivals = told.length ? told : entry.v || [];
  const twins = cardList('twins', k);
  const parts = [];
  if (meters.length) parts.push(el('div', { class: 'gm-meters' }, meters));
  if (reasons.length) parts.push(el('ul', { class: 'gm-reasons' }, reasons.map((reason) => el('li', {}, reason))));
  if (rivals.length) parts.push(el('p', {}, el('span', { class: 'gm-muted' }, t('why.rivals') + ' '), rivals.join('; ')));
  if (twins.length) parts.push(el('p', {}, el('span', { class: 'gm-muted' }, t('why.twins') + ' '), twins.map((id) => twinButton(id))));
  const review = text(inc.review[k]);
  if (review && review !== 'auto') parts.push(el('p', { class: 'gm-muted' }, t('review.is', { what: word('review', review) })));
  return parts.length ? section(t('card.why'), parts) : null;
}

function twinButton(id) {
  const k = G.data.inc.id.indexOf(id);
  if (k < 0) return el('span', {}, id + ' ');
  return el('button', { type: 'button', class: 'gm-text-button', click: () => selectIncident(k) }, shortText(k));
}

function recordSection(k) {
  const numbers = G.data.inc.records[k] || [];
  if (numbers.length) {
    return section(t('card.records'), el('ul', { class: 'gm-list' }, numbers.map((r) => el('li', {}, el('button', { type: 'button', class: 'gm-list-button', click: () => showRecord(r) }, recordTitle(r), el('span', { class: 'gm-muted gm-block' }, matchText(r)))))));
  }
  const texts = cardData().texts || [];
  const rows = cardRows('matches', k);
  if (!rows.length) return null;
  return section(t('card.records'), el('ul', {}, rows.map((match) => el('li', {}, `${texts[match.table]} ${texts[match.row_id]}`.trim(), match.score === null ? null : ` · ${match.score} %`))));
}

function recordTitle(r) {
  const rec = G.data.rec;
  return text(rec.title[r]) || [text(rec.table[r]), text(rec.record_id[r])].filter(Boolean).join(' ') || t('record');
}

function matchText(r) {
  const rec = G.data.rec;
  const parts = [];
  if (rec.score[r] !== null) parts.push(t('match.score', { n: rec.score[r] }));
  if (rec.km[r] !== null) parts.push(t('km', { n: num(rec.km[r] / 10) }));
  if (rec.days[r] !== null) parts.push(plural('days', rec.days[r]));
  return parts.join(' · ');
}

function showRecord(r) {
  const rec = G.data.rec;
  const reasons = rec.reasons.item.slice(rec.reasons.off[r], rec.reasons.off[r + 1]).map(text);
  const where = placeName(rec.place[r]);
  const words = text(rec.place_text[r]);
  const facts = el('dl', { class: 'gm-facts' },
    row(t('card.when'), spanText(rec.d0[r], rec.d0[r])),
    row(t('card.where'), where || words || t('place.none'), words && where && plain(words) !== plain(where) ? el('span', { class: 'gm-muted gm-block' }, t('place.words', { words })) : null),
    row(t('card.precision'), [rec.prec[r] ? word('prec', String(rec.prec[r])) : '', word('coordinates', text(rec.coordinates_from[r]))].filter(Boolean).join('; ')),
    row(t('card.parties'), [text(rec.actor_a[r]), text(rec.actor_b[r])].filter(Boolean).join(' – ')),
    row(t('toll.killed'), rec.killed[r] === null ? '' : num(rec.killed[r])),
    row(t('toll.injured'), rec.injured[r] === null ? '' : num(rec.injured[r])),
    row(t('record.notes'), text(rec.notes[r])));
  const k = rec.inc[r];
  const match = k === null ? el('p', { class: 'gm-muted' }, t('match.none')) : el('div', {},
    el('button', { type: 'button', class: 'gm-list-button', click: () => goTo(k) }, titleText(k), el('span', { class: 'gm-muted gm-block' }, matchText(r))),
    reasons.length ? el('ul', { class: 'gm-reasons' }, reasons.map((reason) => el('li', {}, reason))) : null);
  setSelected(-1);
  openPanel(t('record'), el('p', { class: 'gm-pill' }, legendSymbol('records'), ' ', t('record'), el('span', { class: 'gm-muted' }, ' · ' + [text(rec.table[r]), text(rec.record_id[r])].filter(Boolean).join(' '))),
    el('h2', { class: 'gm-card-title' }, recordTitle(r)), facts, section(t('record.match'), match));
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
function copyLink(node) {
  writeHash();
  const told = node.querySelector ? node : null;
  const done = () => say(t('copied'));
  const field = el('textarea', { class: 'gm-offscreen', 'aria-hidden': 'true', tabindex: -1 });
  field.value = window.location.href;
  document.body.append(field);
  field.select();
  try {
    document.execCommand('copy');
  } finally {
    field.remove();
  }
  if (told) told.focus();
  done();
}

function say(words) {
  const node = document.getElementById('gm-say');
  node.textContent = words;
  node.classList.add('gm-on');
  setTimeout(() => node.classList.remove('gm-on'), 1800);
}
