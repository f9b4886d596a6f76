// The facts of a card: when, where and how exactly, how far from the border, who, and the toll.

function whenRows(k) {
  const inc = G.data.inc;
  const last = inc.d0[k] === null ? null : inc.d0[k] + inc.dd[k];
  const exact = inc.dp[k] ? word('dateprec', String(inc.dp[k])) : '';
  const basis = word('basis', cardText('date_basis', k));
  const weekday = inc.d0[k] !== null && inc.dd[k] === 0 ? dayText(inc.d0[k], { weekday: 'long' }) + ', ' : '';
  const note = [exact, basis].filter(Boolean).join('; ');
  return row(t('card.when'), weekday + spanText(inc.d0[k], last), note ? el('span', { class: 'gm-muted gm-block' }, note) : null);
}

// no more digits than the doubt allows: 1.5, 6, 12, 85, 240
function aboutKm(km) {
  if (km < 0.95) return num(Math.max(0.1, Math.round(km * 10) / 10));
  if (km < 2.95 && Math.abs(km - Math.round(km)) > 0.2) return num(Math.round(km * 2) / 2);
  if (km < 50) return num(Math.round(km));
  return num(km < 200 ? Math.round(km / 5) * 5 : Math.round(km / 10) * 10);
}

// how far the true spot may lie from the point shown; null where nothing is told
function doubtKm(k) {
  const metres = G.data.inc.rad[k];
  return metres > 0 ? metres / 1000 : null;
}

function exactText(k) {
  const inc = G.data.inc;
  const precision = inc.prec[k];
  const relation = cardText('place_relation', k);
  if (!precision) return inc.x[k] === null ? t('place.nopoint') : '';
  let base = word('exact', String(precision));
  if (precision === 2 && ['direction_of', 'between', 'along'].includes(relation)) base = word('exact', relation);
  const doubt = doubtKm(k);
  const parts = [base];
  if (doubt !== null && precision < 3 && isPin(k)) parts.push(t('exact.radius', { km: aboutKm(doubt) }));
  if (relation === 'inferred') parts.push(t('exact.inferred'));
  return parts.join('; ');
}

// the distance to the border, rounded to what is known of the place: a village that is 5.6 km from the line says
// little of fire "near" it
function borderText(k) {
  const km = G.data.inc.km[k] / 10;
  const doubt = doubtKm(k) ?? 0;
  if (doubt < 0.5) return t('km', { n: num(km) });
  return km > doubt ? t('km.about', { n: aboutKm(km) }) : t('km.atmost', { n: aboutKm(Math.ceil(km + doubt)) });
}

function borderRows(k) {
  const inc = G.data.inc;
  if (inc.km[k] === null) return [];
  const side = countryName(text(inc.side[k]));
  const sure = inc.km[k] / 10 > (doubtKm(k) ?? 0) && !inc.area[k];
  const line = (G.data.on_border || [])[0];
  const where = side ? t(sure ? 'border.side' : 'border.pointside', { side }) : '';
  const label = line ? borderName(line) : '';
  const named = label ? t(line.date ? 'border.line' : 'border.line.undated', { name: label, date: looseDate(line.date) }) : '';
  return row(t('card.border'), [borderText(k), where].filter(Boolean).join(', '), named ? el('span', { class: 'gm-muted gm-block' }, named) : null);
}

function whereRows(k) {
  const inc = G.data.inc;
  const entry = placeEntry(inc.place[k]);
  const words = cardText('place_text', k);
  const known = placeName(inc.place[k]);
  const name = known || (words ? t('quoted', { words }) : t('place.none'));
  const others = [];
  if (entry) {
    if (entry.l) others.push(entry.n);
    for (const [side, other] of entry.p || []) if (other !== name) others.push(`${other} (${countryName(side)})`);
    if (entry.f) others.push(t('place.former', { names: entry.f.join(', ') }));
  }
  const chain = [localName(cardText('admin2', k)), localName(text(inc.admin1[k])), countryName(text(inc.country[k]))]
    .filter((part, at, all) => part && part !== name && all.indexOf(part) === at);
  const notes = [];
  if (others.length) notes.push(el('span', { class: 'gm-muted gm-block' }, t('place.also', { names: others.join(', ') })));
  if (known && words && plain(words) !== plain(known)) notes.push(el('span', { class: 'gm-muted gm-block' }, t('place.words', { words })));
  if (!known && words) notes.push(el('span', { class: 'gm-muted gm-block' }, t('place.unlisted')));
  const out = [...row(t('card.where'), el('strong', {}, name), chain.length ? ', ' + chain.join(', ') : null, notes), ...row(t('card.precision'), exactText(k))];
  if (isPin(k)) out.push(...coordinateRows(k));
  out.push(...borderRows(k));
  return out;
}

function coordinateRows(k) {
  const inc = G.data.inc;
  const written = `${(inc.y[k] / 1e5).toFixed(4)}, ${(inc.x[k] / 1e5).toFixed(4)}`;
  const copy = el('button', { type: 'button', class: 'gm-text-button gm-copy', click: (event) => copyText(written, event.currentTarget, t('copied.text')) }, t('copy.text'));
  return row(t('card.coordinates'), el('span', { dir: 'ltr' }, written), ' ', copy, el('span', { class: 'gm-muted gm-block' }, t('coordinates.order')));
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

// a party that is only the name of a country gets its sector: "Armenia (police)"
function partyText(name, k) {
  const told = text(G.data.inc[name][k]);
  const sector = cardText(`actor_${name}_sector`, k);
  const bare = told && plain(told) === plain(countryName(cardText(`actor_${name}_iso2`, k)));
  return bare && sector && sector !== 'UNK' ? `${told} (${word('sector', sector)})` : told;
}

function whoRows(k) {
  const parties = [partyText('a', k), partyText('b', k)].filter(Boolean);
  const out = row(t('card.parties'), parties.join(' – '));
  const began = cardText('initiator', k);
  if (began && began !== 'unknown' && parties.length) {
    const accusers = began === 'disputed' ? [] : accusersOf(k, began);
    out.push(...row(t('card.began'), sideName(began, k), accusers.length ? el('span', { class: 'gm-muted gm-block' }, t('began.says', { who: accusers.join(', ') })) : null));
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
