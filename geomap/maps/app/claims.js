// Who says what, side by side and in sentences; the sources; how sure it is, and why.

function claimsOf(k) {
  const texts = cardData().texts || [];
  return cardRows('claims', k).map((claim) => {
    const out = {};
    for (const key of ['speaker', 'side', 'polarity', 'slot', 'value', 'text']) out[key] = texts[claim[key]] || '';
    return out;
  });
}

// the speakers who say that this side began; "the report itself" where nobody is quoted
function accusersOf(k, side) {
  const found = claimsOf(k).filter((claim) => claim.slot === 'initiator' && claim.polarity !== 'denies' && claim.value === side);
  return [...new Set(found.map((claim) => claim.speaker || t('claim.reporter.lower')))].slice(0, 3);
}

// one line for what a speaker says about one thing
function claimLine(slot, polarity, values, k, speaker) {
  const [kind, side] = slot.split('.');
  const denies = polarity === 'denies' ? 'denies' : 'says';
  const line = (key, blanks) => el('li', { class: 'gm-' + denies }, t(key, blanks));
  if (kind === 'initiator') {
    if (values.includes('both')) return line(speaker === 'reporter' ? 'claim.both' : 'claim.both.speaker');
    if (values.length === 1 && values[0] === speaker) return line('claim.self.' + denies);
    return line(speaker === 'reporter' || denies === 'denies' ? 'claim.began.' + denies : 'claim.blames', { who: values.map((value) => sideName(value, k)).join(', ') });
  }
  if (['killed', 'injured', 'missing', 'captured'].includes(kind)) {
    const told = values.map((value) => (/^\d+$/.test(value) ? (value === '0' ? t('nobody.' + kind) : plural(kind, Number(value))) : t('quoted', { words: value }))).join(', ');
    const whose = side && side !== 'unknown' ? ` (${sideName(side, k)})` : '';
    return line('claim.' + denies, { what: told + whose });
  }
  const shown = values.map((value) => (kind === 'weapons' ? word('weapon', value) : value)).join(', ');
  if (denies === 'says' && ['place', 'weapons', 'date'].includes(kind)) return line('claim.' + kind, { what: shown });
  return line('claim.' + denies, { what: `${word('slot', kind)}: ${shown}` });
}

// words of a report with the name of the place marked: where the data say, else where one of its names stands
function quoteOf(words, k, from, to) {
  const quote = el('blockquote', { dir: 'auto' });
  let [low, high] = [from, to];
  if (low === null || low === undefined) {
    const entry = placeEntry(G.data.inc.place[k]) || {};
    const names = [cardText('place_text', k), entry.n, ...(entry.p || []).map((pair) => pair[1])].filter((name) => name && name.length > 1);
    const letter = /[\p{L}\p{N}]/u;
    for (const name of names) {
      const at = words.indexOf(name);
      if (at < 0 || letter.test(words.charAt(at - 1)) || letter.test(words.charAt(at + name.length))) continue;
      [low, high] = [at, at + name.length];
      break;
    }
  }
  if (low === null || low === undefined) quote.append(words);
  else quote.append(words.slice(0, low), el('mark', {}, words.slice(low, high)), words.slice(high));
  return quote;
}

const SLOT_ORDER = ['initiator', 'killed', 'injured', 'missing', 'captured', 'place', 'date', 'weapons', 'status'];
const SHORTEST_QUOTE = 25; // a shorter one is a fragment ("rejected") that the line above already says

function claimBox(group, k, seen) {
  const lines = new Map();
  for (const claim of group.items) {
    const key = claim.slot + '|' + claim.polarity;
    if (!lines.has(key)) lines.set(key, { ...claim, values: new Set() });
    lines.get(key).values.add(claim.value);
  }
  const rank = (slot) => (SLOT_ORDER.indexOf(slot.split('.')[0]) + SLOT_ORDER.length + 1) % (SLOT_ORDER.length + 1);
  const sorted = [...lines.values()].sort((x, y) => rank(x.slot) - rank(y.slot) || x.slot.localeCompare(y.slot));
  // "1 killed" says nothing beside "1 killed (military forces of Armenia)"
  const sided = (line) => sorted.some((other) => other !== line && other.slot !== line.slot && other.slot.split('.')[0] === line.slot.split('.')[0] && [...line.values].every((value) => other.values.has(value)));
  const told = sorted.filter((line) => !(line.slot.endsWith('.unknown') && sided(line)));
  const list = el('ul', {}, told.map((line) => claimLine(line.slot, line.polarity, [...line.values], k, group.side)));
  const quotes = [...new Set(group.items.map((claim) => claim.text))].filter((words) => words.length >= SHORTEST_QUOTE && !seen.has(words));
  return el('div', { class: 'gm-claim gm-claim-' + group.side }, el('h4', {}, group.speaker || t('claim.reporter')), list,
    quotes.map((quote) => quoteOf(quote, k)));
}

function claimSection(k) {
  const groups = new Map();
  for (const claim of claimsOf(k)) {
    const side = claim.speaker ? (claim.side === 'a' || claim.side === 'b' ? claim.side : 'other') : 'reporter';
    const name = claim.speaker.replace(/^the /i, '');
    const key = side + '|' + plain(name);
    const speaker = name.slice(0, 1).toLocaleUpperCase(G.lang) + name.slice(1);
    if (!groups.has(key)) groups.set(key, { side, speaker, items: [] });
    groups.get(key).items.push(claim);
  }
  // what the report says in its own voice of place and weapons stands above already
  const voice = groups.get('reporter|');
  if (voice) voice.items = voice.items.filter((claim) => !['place', 'weapons', 'date'].includes(claim.slot));
  const rank = { a: 0, b: 1, other: 2, reporter: 3 };
  const sorted = [...groups.values()].filter((group) => group.items.length).sort((x, y) => rank[x.side] - rank[y.side]);
  if (!sorted.length) return null;
  const texts = cardData().texts || [];
  const quoted = new Set(cardRows('sources', k).map((source) => texts[source.sentence]));
  const boxes = (sides) => sorted.filter((group) => sides.includes(group.side)).map((group) => claimBox(group, k, quoted));
  const [left, right, others] = [boxes('a'), boxes('b'), boxes(['other', 'reporter'])];
  const both = left.length && right.length;
  return section(t('card.claims'), el('div', { class: 'gm-claims' + (both ? ' gm-both' : '') }, el('div', {}, left), el('div', {}, right)), el('div', { class: 'gm-claims' }, others));
}

function sourceSection(k) {
  const texts = cardData().texts || [];
  const items = cardRows('sources', k).map((source) => {
    const who = texts[source.publisher] || texts[source.source];
    const title = texts[source.title];
    const url = texts[source.url];
    const head = el('p', { class: 'gm-source' }, el('strong', {}, who || t('source.unnamed')), source.date === null ? null : el('span', { class: 'gm-muted' }, ' · ' + dayText(source.date)));
    const named = title || (url ? url : '');
    if (named) head.append(el('span', { class: 'gm-block', dir: 'auto' }, url ? link(url, named) : named));
    const box = el('li', {}, head);
    const words = texts[source.sentence];
    if (words && words !== title) box.append(quoteOf(words, k, source.from, source.to));
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
  return parts.length ? section(t('card.why'), parts) : null;
}

function twinButton(id) {
  const k = G.data.inc.id.indexOf(id);
  if (k < 0) return el('span', {}, id + ' ');
  return el('button', { type: 'button', class: 'gm-text-button', click: () => selectIncident(k) }, shortText(k));
}
