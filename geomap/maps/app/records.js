// The card of one of the user's own records, and the records in the card of an incident.

function recordSection(k) {
  const numbers = G.data.inc.records[k] || [];
  if (numbers.length) {
    return section(t('card.records'), el('ul', { class: 'gm-list' }, numbers.map((r) => el('li', {}, el('button', { type: 'button', class: 'gm-list-button', click: () => showRecord(r) }, recordTitle(r), el('span', { class: 'gm-muted gm-block' }, matchText(r)))))));
  }
  const texts = cardData().texts || [];
  const rows = cardRows('matches', k);
  if (!rows.length) return null;
  return section(t('card.records'), el('ul', {}, rows.map((match) => el('li', {}, `${texts[match.table]} ${texts[match.row_id]}`.trim(), match.score === null ? null : ' · ' + t('match.score', { n: match.score })))));
}

function recordTitle(r) {
  const rec = G.data.rec;
  return text(rec.title[r]) || [text(rec.table[r]), text(rec.record_id[r])].filter(Boolean).join(' ') || t('record');
}

function matchText(r) {
  const rec = G.data.rec;
  const parts = [];
  if (rec.score[r] !== null) parts.push(t('match.score', { n: rec.score[r] }));
  if (rec.km[r] !== null) parts.push(rec.km[r] ? t('km', { n: num(rec.km[r] / 10) }) : t('match.same_point'));
  if (rec.days[r] !== null) parts.push(rec.days[r] ? plural('days', rec.days[r]) : t('match.same_day'));
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
    row(t('card.precision'), [rec.prec[r] ? word('exact', String(rec.prec[r])) : '', word('coordinates', text(rec.coordinates_from[r]))].filter(Boolean).join('; ')),
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

