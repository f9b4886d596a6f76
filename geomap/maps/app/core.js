// Shared state and small helpers. Texts of reports are hostile: they reach the page only through text nodes
// and attributes set by name from a fixed list, never as HTML.

const L = window.L;
const G = {
  map: null,
  data: null,
  ui: {},
  lang: 'en',
  locale: 'en-GB', // day before month in English
  shown: null, // Uint8Array: 1 where an incident passes the filters
  list: [], // their numbers
  selected: -1,
};
const SVG = 'http://www.w3.org/2000/svg';
const ATTRIBUTES = new Set([
  'id', 'class', 'type', 'role', 'for', 'name', 'value', 'min', 'max', 'step', 'placeholder', 'tabindex', 'scope',
  'colspan', 'lang', 'dir', 'title', 'width', 'height', 'viewBox', 'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy',
  'r', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'fill-opacity', 'text-anchor', 'focusable', 'transform',
  'autocomplete', 'spellcheck', 'disabled', 'checked', 'selected', 'open', 'hidden', 'inputmode',
]);

function fill(node, attributes, children) {
  for (const key of Object.keys(attributes || {})) {
    const value = attributes[key];
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (key.startsWith('aria-') || key.startsWith('data-') || ATTRIBUTES.has(key)) {
      node.setAttribute(key, value === true ? '' : String(value));
    } else throw new Error('attribute not allowed: ' + key);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === '') continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

// The only place where a link is made: http and https, opened apart, telling the site nothing about this file.
function link(address, text) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return el('span', {}, text);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return el('span', {}, text);
  const node = el('a', {}, text);
  node.href = url.href;
  node.rel = 'noopener noreferrer nofollow';
  node.target = '_blank';
  return node;
}

function t(key, values) {
  let text = Object.prototype.hasOwnProperty.call(G.ui, key) ? G.ui[key] : key;
  for (const name of Object.keys(values || {})) text = text.split('{' + name + '}').join(String(values[name]));
  return text;
}

// "1 incident", "2 incidents": the plural form that the language wants, else the form "other"
function plural(key, n) {
  const form = knowsLanguage() ? new Intl.PluralRules(G.lang).select(n) : 'other';
  const text = G.ui[key + '.' + form] || G.ui[key + '.other'] || key;
  return text.split('{n}').join(num(n));
}

// a code of a vocabulary ("direction_of") in words, or the code with blanks where there is no word for it
function word(family, code) {
  if (!code) return '';
  const key = family + '.' + code;
  return Object.prototype.hasOwnProperty.call(G.ui, key) ? G.ui[key] : String(code).replace(/_/g, ' ');
}

function num(value) {
  return new Intl.NumberFormat(G.locale).format(value);
}

const DAY = 86400000;

const LONG_DAY = { day: 'numeric', month: 'long', year: 'numeric' };

// A language whose calendar Chromium lacks or spells "M05" comes with the page's own names.
function knowsLanguage() {
  return !G.data.intl;
}

function dayText(day, options) {
  const format = options || LONG_DAY;
  const date = new Date(day * DAY);
  if (knowsLanguage()) return new Intl.DateTimeFormat(G.locale, { timeZone: 'UTC', ...format }).format(date);
  const names = G.data.intl;
  if (format.weekday) return names.days[date.getUTCDay()];
  const parts = [];
  if (format.day) parts.push(date.getUTCDate());
  if (format.month) parts.push((format.month === 'short' ? names.short : names.months)[date.getUTCMonth()]);
  if (format.year) parts.push(date.getUTCFullYear());
  return parts.join(' ');
}

function spanText(first, last, options) {
  if (first === null || first === undefined) return t('date.none');
  if (last === null || last === undefined || last === first) return dayText(first, options);
  const format = options || LONG_DAY;
  if (!knowsLanguage()) return `${dayText(first, format)} – ${dayText(last, format)}`;
  return new Intl.DateTimeFormat(G.locale, { timeZone: 'UTC', ...format })
    .formatRange(new Date(first * DAY), new Date(last * DAY));
}

function countryName(code) {
  if (!code) return '';
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  if (!knowsLanguage()) return G.data.intl.countries[code.toUpperCase()] || code;
  try {
    return new Intl.DisplayNames([G.lang], { type: 'region' }).of(code.toUpperCase()) || code;
  } catch {
    return code;
  }
}

// letters without accents and case, so that a search for "lacin" finds Laçın
function plain(text) {
  return text.toLocaleLowerCase('en').replace(/ı/g, 'i').replace(/ə/g, 'e').normalize('NFD').replace(/\p{M}/gu, '').replace(/['’ʼʻ`]/g, '');
}

function debounce(wait, action) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}

const listeners = {};
function on(name, action) {
  (listeners[name] = listeners[name] || []).push(action);
}
function emit(name, value) {
  for (const action of listeners[name] || []) action(value);
}

// the marker shapes, on a square from -10 to 10
const SHAPES = {
  circle: 'M0-8.5A8.5 8.5 0 1 1 0 8.5A8.5 8.5 0 1 1 0-8.5Z',
  square: 'M-7.5-7.5H7.5V7.5H-7.5Z',
  triangle: 'M0-9.2L9 7.2H-9Z',
  diamond: 'M0-9.8L9.4 0L0 9.8L-9.4 0Z',
  hexagon: 'M-8.6-5L0-9.6L8.6-5V5L0 9.6L-8.6 5Z',
  star: 'M0-10L2.7-3.6L9.5-3.1L4.3 1.4L5.9 8.1L0 4.5L-5.9 8.1L-4.3 1.4L-9.5-3.1L-2.7-3.6Z',
  cross: 'M-3.2-9H3.2V-3.2H9V3.2H3.2V9H-3.2V3.2H-9V-3.2H-3.2Z',
};

function symbol(shape, colour, size, extra) {
  const drawn = svg('svg', {
    viewBox: '-11 -11 22 22', width: size, height: size, class: 'gm-symbol ' + (extra || ''),
    'aria-hidden': 'true', focusable: 'false',
  });
  drawn.append(svg('path', { d: SHAPES[shape] || SHAPES.circle, fill: colour, stroke: '#fff', 'stroke-width': 1.6 }));
  return drawn;
}

const ICONS = {
  close: 'M6 6L18 18M18 6L6 18', menu: 'M4 7H20M4 12H20M4 17H20', table: 'M4 5H20V19H4ZM4 10H20M4 14.5H20M10 5V19',
  sun: 'M12 8A4 4 0 1 1 12 16A4 4 0 1 1 12 8ZM12 2V5M12 19V22M2 12H5M19 12H22M5 5L7 7M17 17L19 19M19 5L17 7M7 17L5 19',
  link: 'M10 14A4 4 0 0 0 16 14L19 11A4 4 0 0 0 13 5L12 6M14 10A4 4 0 0 0 8 10L5 13A4 4 0 0 0 11 19L12 18',
  print: 'M7 9V4H17V9M7 17H4V9H20V17H17M7 14H17V20H7Z', play: 'M8 5L19 12L8 19Z', pause: 'M8 5V19M16 5V19',
  home: 'M4 11L12 4L20 11M6 10V20H18V10', plus: 'M12 5V19M5 12H19', minus: 'M5 12H19',
  back: 'M15 5L8 12L15 19', next: 'M9 5L16 12L9 19', help: 'M12 3A9 9 0 1 1 12 21A9 9 0 1 1 12 3ZM9.3 9.6A2.7 2.7 0 1 1 12 12.4V14M12 16.4V17.4',
  reset: 'M4 12A8 8 0 1 0 7 5.8M7 2V6H11', search: 'M11 4A7 7 0 1 1 11 18A7 7 0 1 1 11 4ZM16 16L21 21',
};

function icon(name) {
  return svg(
    'svg', { viewBox: '0 0 24 24', width: 20, height: 20, class: 'gm-icon', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: ICONS[name], fill: name === 'play' ? 'currentColor' : 'none', stroke: 'currentColor', 'stroke-width': 1.8 }),
  );
}

function button(name, label, action, extra) {
  return el('button', { type: 'button', class: 'gm-button ' + (extra || ''), title: label, 'aria-label': label, click: action }, icon(name));
}

// folium's coloured pins for layers that a notebook adds: the shape without the icon font (4 MB)
const PICTURES = "@ICONS@";
L.Icon.Default.imagePath = '';
L.Icon.Default.mergeOptions({
  iconUrl: PICTURES.icon, iconRetinaUrl: PICTURES['icon-2x'], shadowUrl: PICTURES.shadow,
});
L.AwesomeMarkers = {
  icon: () => new L.Icon.Default(), Icon: L.Icon.Default,
};
