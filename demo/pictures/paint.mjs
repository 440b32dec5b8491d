// Brushes: each returns a piece of SVG. Coordinates in pixels of a 1200 × 900 picture; the kerb lies at y = 560.
export const KERB = 560

/** Repeatable numbers in 0..1. */
export function dice(seed) {
  let state = seed * 2654435761 + 12345
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296
  }
}

/** Light of the hour: sky above and below, what buildings, road and pavement look like, and a veil over all. */
export const LIGHT = {
  morning: { sky: ['#bfe3ee', '#fdf3dc'], far: '#c9dcdb', walls: ['#e9dfcd', '#d9e4e1', '#efe6da', '#cfdedd', '#e6d6c3'], pane: '#8fb0b5', lit: '#f7e3ae', road: '#6d7a7c', pave: '#cfcbc0', leaf: ['#2f8a6b', '#3b9d78', '#25775c'], veil: 'none' },
  noon: { sky: ['#9fd3e8', '#e6f4f3'], far: '#bcd5d6', walls: ['#f1e9da', '#dfe9e6', '#e7dcc9', '#d5e2e3', '#f4eee3'], pane: '#7fa6b0', lit: '#b9d6d8', road: '#747f80', pave: '#d9d5ca', leaf: ['#2e9065', '#44a878', '#267a58'], veil: 'none' },
  evening: { sky: ['#42617a', '#f3b877'], far: '#6e7f8c', walls: ['#a8948a', '#8d9699', '#b59d8a', '#7f8d92', '#9f8f88'], pane: '#4d616d', lit: '#ffd98a', road: '#4b565b', pave: '#948f88', leaf: ['#2a6354', '#31735f', '#225246'], veil: '#e08a3c14' },
}

export const rect = (x, y, w, h, fill, r = 0, more = '') => `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}" ${more}/>`
export const disc = (x, y, r, fill, more = '') => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`
export const oval = (x, y, rx, ry, fill, more = '') => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`
export const shape = (points, fill, more = '') => `<polygon points="${points}" fill="${fill}" ${more}/>`
export const curve = (d, stroke, width, fill = 'none', more = '') => `<path d="${d}" stroke="${stroke}" stroke-width="${width}" fill="${fill}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`
export const word = (x, y, size, text, fill = '#fff', more = '') => `<text x="${x}" y="${y}" font-size="${size}" font-family="Noto Sans CJK SC, sans-serif" font-weight="700" text-anchor="middle" fill="${fill}" ${more}>${text}</text>`
export const at = (x, y, scale, piece) => `<g transform="translate(${x} ${y}) scale(${scale})">${piece}</g>`
export const turned = (x, y, degrees, piece, scale = 1) => `<g transform="translate(${x} ${y}) rotate(${degrees}) scale(${scale})">${piece}</g>`
export const shadow = (x, y, w, h = 10) => oval(x, y, w, h, '#10201e', 'opacity=".22"')

/** Sky, far roofs, a row of houses. */
export function town(light, roll) {
  let picture = `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${light.sky[0]}"/><stop offset="1" stop-color="${light.sky[1]}"/></linearGradient></defs>${rect(0, 0, 1200, 620, 'url(#sky)')}`
  for (let x = -30; x < 1200;) {
    const w = 70 + roll() * 90
    picture += rect(x, 210 + roll() * 110, w + 2, 400, light.far)
    x += w
  }
  for (let x = -20; x < 1200;) {
    const w = Math.round(150 + roll() * 110)
    const top = Math.round(170 + roll() * 190)
    picture += house(light, roll, x, top, w)
    x += w + (roll() < 0.25 ? 26 : 4)
  }
  return picture
}

function house(light, roll, x, top, w) {
  const wall = light.walls[Math.floor(roll() * light.walls.length)]
  let picture = rect(x, top, w, KERB - top, wall, 4) + rect(x - 4, top - 8, w + 8, 12, '#00000022', 3)
  const columns = Math.max(2, Math.round(w / 46))
  const step = w / columns
  for (let y = top + 26; y < KERB - 110; y += 52) {
    for (let column = 0; column < columns; column++) {
      picture += rect(Math.round(x + column * step + step / 2 - 13), y, 26, 32, roll() < 0.3 ? light.lit : light.pane, 3)
    }
  }
  return picture
}

export function tree(light, roll, x, foot = KERB + 6, size = 1) {
  let crown = ''
  for (let leaf = 0; leaf < 7; leaf++) {
    crown += disc(Math.round((roll() - 0.5) * 110), Math.round(-190 + (roll() - 0.5) * 90), Math.round(38 + roll() * 22), light.leaf[leaf % 3])
  }
  return at(x, foot, size, shadow(0, 2, 46, 7) + rect(-7, -150, 14, 152, '#6f5442', 4) + crown)
}

/** Pavement and road with kerb and lane marks. */
export function street(light, hasMarks = true) {
  let picture = rect(0, KERB - 6, 1200, 110, light.pave)
  for (let x = -40; x < 1240; x += 80) picture += curve(`M${x} ${KERB + 104} L${x + 26} ${KERB - 4}`, '#00000012', 3)
  picture += rect(0, KERB + 100, 1200, 14, '#eef0ea') + rect(0, KERB + 112, 1200, 240, light.road)
  if (hasMarks) for (let x = 30; x < 1200; x += 190) picture += rect(x, KERB + 228, 110, 9, '#f4f1e4', 2, 'opacity=".85"')
  return picture
}

export function ground(light, fill) {
  return rect(0, KERB - 6, 1200, 360, fill ?? light.pave)
}

export function car(colour, isTaxi = false) {
  return shadow(120, 78, 130, 11) + curve('M8 62 Q4 34 34 30 L64 28 Q86 -4 118 -4 L160 -4 Q186 -2 204 28 Q236 32 238 62 Z', 'none', 0, colour)
    + curve('M76 26 Q92 4 116 4 L124 4 L124 26 Z', 'none', 0, '#cfe3e8') + curve('M132 4 L156 4 Q176 6 190 26 L132 26 Z', 'none', 0, '#cfe3e8')
    + rect(12, 46, 224, 7, '#00000018', 3) + rect(226, 38, 12, 10, '#ffe7a8', 4) + rect(6, 40, 10, 10, '#c0392b', 4)
    + (isTaxi ? rect(112, -18, 46, 15, '#f0a31c', 4) : '')
    + [60, 186].map(x => disc(x, 66, 24, '#22312f') + disc(x, 66, 11, '#b8c4c2')).join('')
}

export function bike(colour) {
  return shadow(70, 72, 74, 7) + [24, 116].map(x => disc(x, 44, 27, 'none', 'stroke="#22312f" stroke-width="6"')).join('')
    + curve('M24 44 L52 4 L98 4 L116 44 M52 4 L72 44 L24 44 M72 44 L98 4 M98 4 L94 -16 L110 -20 M44 -4 L60 -4', colour, 7)
}

export function scooter(colour) {
  return shadow(80, 72, 84, 8) + [28, 132].map(x => disc(x, 50, 22, '#22312f') + disc(x, 50, 8, '#b8c4c2')).join('')
    + curve('M20 40 Q24 12 56 12 L84 12 L92 38 L112 38 L124 -22 L136 -22 L128 -34', colour, 12) + curve('M18 14 L82 14', '#22312f', 13) + disc(140, -18, 7, '#ffe7a8')
}

export function bin(colour, label) {
  return shadow(44, 122, 54, 8) + rect(4, 18, 80, 104, colour, 8) + rect(-2, 4, 92, 20, colour, 8) + rect(-2, 18, 92, 5, '#00000026') + word(44, 84, 26, label)
}

export function crate(w, h, colour) {
  return rect(0, 0, w, h, colour, 3) + rect(0, h / 2 - 3, w, 6, '#00000018') + rect(w / 2 - 9, 0, 18, h, '#ffffff2a')
}

export function sign(x, y, w, h, fill, text, size) {
  return rect(x + w / 2 - 6, y + h, 12, KERB - y - h + 10, '#5d6b6a', 3) + rect(x - 6, y - 6, w + 12, h + 12, '#f4f1e8', 10) + rect(x, y, w, h, fill, 6) + word(x + w / 2, y + h / 2 + size * 0.36, size, text)
}

export function stall(stripe) {
  let roof = ''
  for (let band = 0; band < 8; band++) roof += shape(`${band * 40},0 ${band * 40 + 40},0 ${band * 42 + 36},58 ${band * 42 - 6},58`, band % 2 ? '#fbf6ea' : stripe)
  for (let band = 0; band < 8; band++) roof += disc(band * 42 + 15, 58, 21, band % 2 ? '#fbf6ea' : stripe)
  return shadow(160, 262, 190, 12) + rect(6, 50, 9, 206, '#7c6a58') + rect(306, 50, 9, 206, '#7c6a58') + roof + rect(-12, 168, 346, 90, '#b98b5c', 6) + rect(-18, 156, 358, 18, '#d3a676', 5)
}

export function fruit(x, y, colour) {
  let heap = ''
  for (const [dx, dy] of [[0, 0], [20, 0], [40, 0], [60, 0], [10, -15], [30, -15], [50, -15], [20, -29], [40, -29]]) heap += disc(x + dx, y + dy, 11, colour)
  return heap
}

export function litter(roll, x, y, w, h, count) {
  const colours = ['#f4f1e8', '#e4a335', '#c9d7d5', '#b5533f', '#5b94a8', '#d9c7a0']
  let pieces = ''
  for (let piece = 0; piece < count; piece++) {
    const colour = colours[Math.floor(roll() * colours.length)]
    const kind = roll()
    const drawn = kind < 0.35 ? curve('M-14 8 L-8 -9 L6 -12 L15 4 L3 11 Z', '#0000001a', 2, colour)
      : kind < 0.6 ? rect(-7, -17, 14, 34, colour, 5) + rect(-4, -24, 8, 8, '#ffffffaa', 2)
      : kind < 0.8 ? shape('-11,-12 11,-12 8,15 -8,15', colour) + rect(-13, -15, 26, 5, '#ffffffaa', 2)
      : oval(0, 0, 17, 8, colour)
    pieces += turned(Math.round(x + roll() * w), Math.round(y + roll() * h), Math.round(roll() * 360), oval(3, 7, 14, 5, '#10201e', 'opacity=".15"') + drawn, (0.8 + roll() * 0.6).toFixed(2))
  }
  return pieces
}

export function wrap(light, ...pieces) {
  const veil = light.veil === 'none' ? '' : rect(0, 0, 1200, 900, light.veil)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">${pieces.join('')}${veil}</svg>`
}
