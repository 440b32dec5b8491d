// The scenes, and under which light each is drawn.
import { KERB, LIGHT, at, bike, bin, car, crate, curve, dice, disc, fruit, ground, litter, oval, rect, scooter, shadow, shape, sign, stall, street, town, tree, turned, word, wrap } from './paint.mjs'

const CARS = ['#c9d3d3', '#b5533f', '#2f6f8f', '#0f766e', '#e4a335', '#54616b']

const row = (light, roll) => [70, 330, 600, 860, 1120].map(x => tree(light, roll, x, KERB + 8, 0.9)).join('')

const SCENES = {
  parked_cars: (light, roll) => street(light) + row(light, roll)
    + [-60, 210, 480, 750, 1010].map((x, n) => at(x, KERB + 30 + (n % 2) * 26, 1.02, car(CARS[(n + Math.floor(roll() * 6)) % 6]))).join('')
    + sign(930, 300, 150, 150, '#1f5f8b', 'P', 100) + curve('M940 440 L1070 310', '#d64535', 16),
  fire_lane: (light, roll) => street(light, false) + tree(light, roll, 120) + tree(light, roll, 1090)
    + rect(240, KERB + 132, 720, 150, 'none', 0, 'stroke="#e4a335" stroke-width="10"') + curve(`M240 ${KERB + 132} L960 ${KERB + 282} M960 ${KERB + 132} L240 ${KERB + 282}`, '#e4a335', 7)
    + word(600, KERB + 322, 40, '消防通道 禁止占用', '#f2c56b') + at(330, KERB + 110, 1.5, car('#54616b')) + at(700, KERB + 150, 1.35, car('#c9d3d3')),
  bikes: (light, roll) => street(light) + row(light, roll)
    + [40, 170, 260, 420, 520, 690, 780, 930].map((x, n) => turned(x, KERB + 40 + roll() * 60, (roll() - 0.5) * 26, bike(n % 3 ? '#0f766e' : '#e4a335'), 1.25)).join('')
    + turned(600, KERB + 190, 74, bike('#0f766e'), 1.3),
  scooters: (light, roll) => street(light) + row(light, roll)
    + [60, 260, 440, 700, 900].map((x, n) => at(x, KERB + 26 + (n % 2) * 34, 1.3, scooter(['#b5533f', '#0f766e', '#2f6f8f', '#e4a335'][n % 4]))).join(''),
  litter: (light, roll) => street(light) + row(light, roll) + at(160, KERB - 40, 1.25, bin('#2f7d5f', '可回收')) + at(290, KERB - 40, 1.25, bin('#54616b', '其他'))
    + litter(roll, 120, KERB + 70, 980, 220, 62),
  bus_litter: (light, roll) => street(light) + row(light, roll) + shelter('云澧公交') + litter(roll, 200, KERB + 50, 800, 90, 34),
  rubble: (light, roll) => street(light, false) + tree(light, roll, 140) + tree(light, roll, 1060) + heap(roll, '#a79c8d', '#8d8376'),
  bins: (light, roll) => ground(light) + row(light, roll) + rect(220, 400, 760, 170, '#dfe9e6', 10) + rect(200, 384, 800, 26, '#0b5e57', 8) + word(600, 452, 40, '生活垃圾分类投放点', '#0b5e57')
    + [['#2f7d5f', '厨余'], ['#2f6f8f', '可回收'], ['#b5533f', '有害'], ['#54616b', '其他']].map(([colour, label], n) => at(270 + n * 175, 500, 1.35, bin(colour, label))).join('') + bags(roll),
  stall: (light, roll) => street(light) + row(light, roll) + at(220, KERB - 110, 1.15, stall('#0f766e')) + at(660, KERB - 90, 1.1, stall('#e4a335'))
    + at(240, KERB + 68, 1, fruit(0, 0, '#d9653b') + fruit(110, 0, '#e8b93d') + fruit(220, 0, '#7fae4e')) + at(680, KERB + 76, 1, fruit(0, 0, '#b5533f') + fruit(110, 0, '#8fb75a') + fruit(220, 0, '#edc24f')),
  shopfront: (light, roll) => ground(light) + shops() + [60, 190, 330, 560, 700, 850, 980].map((x, n) => at(x, 600 + (n % 2) * 30, 1, shadow(60, 118, 74, 9) + crate(118, 92 + (n % 3) * 18, ['#c79a63', '#b98b5c', '#d3a676'][n % 3]) + (n % 2 ? fruit(18, 0, '#d9653b') : ''))).join(''),
  crossing: (light, roll) => street(light, false) + tree(light, roll, 90) + tree(light, roll, 1120)
    + Array.from({ length: 9 }, (_, n) => rect(250 + n * 82, KERB + 116, 46, 224, '#f1eee2', 2)).join('') + at(-40, KERB + 160, 1.25, car(CARS[Math.floor(roll() * 6)])) + lights(1010, '#d64535'),
  junction: (light, roll) => street(light) + tree(light, roll, 160) + tree(light, roll, 480) + lights(760, '#d64535') + at(120, KERB + 130, 1.2, car('#b5533f')) + at(470, KERB + 170, 1.25, car('#c9d3d3')) + at(860, KERB + 120, 1.3, scooter('#2f6f8f')),
  barrier: (light, roll) => street(light) + row(light, roll) + fence(),
  small_ads: (light, roll) => ground(light) + rect(0, 150, 1200, 470, '#d7cbb8') + bricks() + ads(roll) + litter(roll, 60, 690, 1080, 120, 14),
  laundry: (light, roll) => ground(light, light.leaf[1]) + tree(light, roll, 190, KERB + 90, 1.5) + tree(light, roll, 1010, KERB + 90, 1.5) + washing(),
  stairwell: () => stairwell() + at(250, 560, 1.1, crate(150, 130, '#c79a63')) + at(280, 430, 1.05, crate(120, 120, '#b98b5c')) + at(420, 600, 1, crate(110, 90, '#d3a676')) + at(820, 610, 1, crate(140, 80, '#b98b5c')),
  charging: () => stairwell() + at(420, 600, 2, scooter('#0f766e')) + rect(836, 420, 44, 58, '#f4f1e8', 6) + disc(858, 442, 5, '#54616b') + disc(858, 458, 5, '#54616b') + curve('M858 462 Q880 640 760 640 Q700 640 690 628', '#22312f', 7),
  barbecue: (light, roll) => street(light) + row(light, roll) + grill(),
  flower_bed: (light, roll) => ground(light, '#6fa56a') + tree(light, roll, 150, KERB + 30, 1.3) + tree(light, roll, 1040, KERB + 30, 1.3) + bed(roll) + sign(880, 330, 210, 110, '#2f7d5f', '爱护花草', 44),
  vegetables: (light, roll) => ground(light, '#77a86c') + tree(light, roll, 120, KERB + 30, 1.2) + tree(light, roll, 1090, KERB + 30, 1.2) + patch(roll),
  torn_ad: (light, roll) => street(light) + row(light, roll) + board(),
  broken_bench: (light, roll) => ground(light, '#8bb47d') + tree(light, roll, 180, KERB + 30, 1.4) + tree(light, roll, 1000, KERB + 30, 1.4) + rect(0, 690, 1200, 220, light.pave) + bench(),
  dog: (light, roll) => ground(light, '#7fb076') + tree(light, roll, 160, KERB + 30, 1.4) + tree(light, roll, 1060, KERB + 30, 1.3) + rect(0, 720, 1200, 180, light.pave) + dog(),
  bus_stop: (light, roll) => street(light) + row(light, roll) + shelter('排队候车') + at(720, KERB + 60, 1, bus()),
  square: (light, roll) => ground(light) + tree(light, roll, 120, KERB + 20, 1.2) + tree(light, roll, 1090, KERB + 20, 1.2) + speaker(),
  roof_shed: (light, roll) => house(light) + tree(light, roll, 90) + tree(light, roll, 1120),
  no_smoking: (light) => hall(light),
  taxi_rank: (light, roll) => street(light) + tree(light, roll, 100) + sign(820, 330, 230, 110, '#1f5f8b', '出租车', 56) + rect(180, 250, 520, 90, '#0b5e57', 10) + word(440, 314, 58, '云 澧 站') + at(60, KERB + 96, 1.3, car('#54616b')) + at(420, KERB + 120, 1.3, car('#2f6f8f')) + at(800, KERB + 150, 1.3, car('#0f766e', true)),
  ad_board: (light, roll) => street(light) + row(light, roll) + poster('#c0392b', '#fbe6b2', '讲文明 树新风', '云澧市精神文明建设'),
  ad_values: (light, roll) => ground(light) + tree(light, roll, 110, KERB + 20, 1.2) + tree(light, roll, 1090, KERB + 20, 1.2) + poster('#0b5e57', '#f2e7c4', '节俭养德 全民节约', '图说我们的价值观'),
  ad_commercial: (light, roll) => street(light) + row(light, roll) + poster('#e4a335', '#5a2d0c', '云澧家具城 开业', '全场让利 九折起'),
  ad_faded: (light, roll) => street(light) + row(light, roll) + poster('#d9b3a8', '#efe3d3', '讲文明 树新风', '云澧市精神文明建设') + rect(246, 156, 708, 338, '#f4f1e8', 6, 'opacity=".4"'),
  ad_hidden: (light, roll) => street(light) + poster('#c0392b', '#fbe6b2', '文明交通 从我做起', '云澧市文明办') + tree(light, roll, 420, KERB + 40, 1.9) + tree(light, roll, 780, KERB + 40, 1.7),
  ad_loose: (light, roll) => street(light) + row(light, roll) + turned(56, -56, 6, poster('#2f6f8f', '#f4f1e8', '垃圾分类 举手之劳', '云澧市城管局')),
}

/** A board on two legs: its colour, the ink, a large and a small line. */
function poster(fill, ink, large, small) {
  return shadow(600, 604, 300, 9) + rect(330, 500, 26, 104, '#5d6b6a') + rect(844, 500, 26, 104, '#5d6b6a') + rect(226, 136, 748, 378, '#e9f0ee', 10) + rect(246, 156, 708, 338, fill, 6)
    + word(600, 330, 72, large, ink) + word(600, 426, 40, small, ink) + curve('M300 366 L900 366', ink, 3)
}
function shelter(text) {
  return rect(280, 330, 12, 260, '#5d6b6a') + rect(908, 330, 12, 260, '#5d6b6a') + rect(250, 312, 700, 30, '#0b5e57', 10) + rect(310, 350, 250, 190, '#e9f0ee', 6, 'opacity=".9"') + rect(640, 366, 230, 150, '#0f766e', 8) + word(755, 458, 46, text) + rect(330, 540, 500, 16, '#b98b5c', 6) + rect(360, 554, 10, 40, '#5d6b6a') + rect(790, 554, 10, 40, '#5d6b6a')
}
function heap(roll, light, dark) {
  let stones = shadow(600, 820, 400, 22) + curve('M210 816 Q330 620 480 640 Q600 520 720 620 Q880 600 990 816 Z', 'none', 0, dark)
  for (let stone = 0; stone < 90; stone++) {
    const x = 260 + roll() * 680
    const y = 812 - roll() * 190 * (1 - Math.abs(x - 600) / 420)
    stones += turned(x.toFixed(0), y.toFixed(0), (roll() * 90).toFixed(0), rect(-20, -13, 40, 26, roll() < 0.25 ? '#b5654a' : roll() < 0.5 ? light : '#c7bdae', 4), (0.6 + roll() * 0.7).toFixed(2))
  }
  return stones
}
function bags(roll) {
  let pile = ''
  for (let bag = 0; bag < 11; bag++) pile += at((230 + bag * 66 + roll() * 30).toFixed(0), (716 + roll() * 40).toFixed(0), (0.9 + roll() * 0.5).toFixed(2), shadow(0, 34, 44, 7) + curve('M-36 30 Q-44 -14 -8 -22 L-12 -36 L10 -36 L8 -22 Q42 -14 36 30 Q0 42 -36 30 Z', 'none', 0, ['#3f4b4f', '#2f7d5f', '#c9d7d5', '#5b6c70'][bag % 4]))
  return pile
}
function shops() {
  return rect(0, 230, 1200, 380, '#e6d6c3') + [['便民超市', '#b5533f'], ['新鲜水果', '#0b5e57'], ['五金日杂', '#1f5f8b']].map(([name, colour], n) => rect(20 + n * 395, 250, 370, 84, colour, 6) + word(205 + n * 395, 312, 52, name) + rect(40 + n * 395, 350, 330, 250, '#3a4d4a', 4) + rect(56 + n * 395, 366, 298, 140, '#f3dfae', 3) + rect(56 + n * 395, 520, 298, 80, '#8a6f55', 3)).join('')
}
function lights(x, colour) {
  return rect(x, 250, 14, 330, '#3a4d4a', 4) + rect(x - 34, 150, 82, 190, '#22312f', 16) + disc(x + 7, 190, 24, colour) + disc(x + 7, 246, 24, '#4d4526') + disc(x + 7, 302, 24, '#1f4a38')
}
function fence() {
  let bars = shadow(600, KERB + 232, 620, 8)
  for (let x = -20; x < 1220; x += 34) bars += rect(x, KERB + 80, 9, 142, '#eef3f1', 4)
  for (let x = -20; x < 1220; x += 204) bars += rect(x - 4, KERB + 60, 18, 176, '#0f766e', 5)
  return bars + rect(0, KERB + 92, 1200, 13, '#eef3f1') + rect(0, KERB + 190, 1200, 13, '#eef3f1') + at(500, KERB + 96, 1, rect(0, 0, 210, 64, '#1f5f8b', 6) + word(105, 44, 34, '请勿翻越'))
}
function bricks() {
  let wall = ''
  for (let y = 150; y < 620; y += 36) for (let x = (y / 36) % 2 < 1 ? -40 : 0; x < 1200; x += 84) wall += rect(x, y, 80, 32, '#cbbda6', 2, 'opacity=".55"')
  return wall
}
function ads(roll) {
  const words = ['疏通管道', '开锁', '高价回收', '招租', '搬家', '办证', '贷款', '家电维修']
  const papers = ['#f7f2df', '#f3d98f', '#e8b8a4', '#cfe2ea', '#ffffff']
  let wall = ''
  for (let paper = 0; paper < 26; paper++) {
    wall += turned((60 + (paper % 9) * 130 + roll() * 40).toFixed(0), (230 + Math.floor(paper / 9) * 125 + roll() * 40).toFixed(0), ((roll() - 0.5) * 20).toFixed(0), rect(-52, -40, 104, 84, papers[paper % 5], 3) + word(0, 0, words[paper % 8].length > 3 ? 22 : 30, words[paper % 8], '#8f1d14') + rect(-34, 14, 68, 6, '#00000033') + rect(-34, 26, 48, 6, '#00000022'))
  }
  return wall
}
function washing() {
  const cloth = [['#f4f1e8', 120, 150], ['#e4a335', 80, 110], ['#5b94a8', 100, 130], ['#b5533f', 76, 104], ['#c9d7d5', 130, 160], ['#0f766e', 84, 116]]
  let x = 270
  let line = curve('M190 372 Q600 420 1010 372', '#4b4038', 6)
  for (const [colour, w, h] of cloth) {
    line += rect(x, 396, w, h, colour, 6) + rect(x, 396, w, 10, '#00000018') + rect(x + 10, 386, 8, 20, '#8a6f55', 3) + rect(x + w - 18, 386, 8, 20, '#8a6f55', 3)
    x += w + 22
  }
  return line
}
function stairwell() {
  let steps = rect(0, 0, 1200, 900, '#dcd8cc') + rect(0, 0, 1200, 380, '#e8e5da') + rect(0, 720, 1200, 180, '#b4b0a5') + rect(60, 150, 150, 430, '#7c6a58', 6) + disc(190, 380, 9, '#e4a335')
  for (let step = 0; step < 8; step++) steps += rect(600 + step * 80, 660 - step * 66, 640, 70, step % 2 ? '#c2beb2' : '#cdc9bd')
  return steps + rect(470, 180, 170, 96, '#b5533f', 8) + word(555, 244, 42, '3 单元')
}
function grill() {
  const smoke = [[560, 420, 60], [600, 340, 80], [540, 260, 96], [640, 200, 110]].map(([x, y, r], n) => disc(x, y, r, '#f1efe8', `opacity="${0.62 - n * 0.12}"`)).join('')
  return at(800, KERB - 60, 0.95, stall('#b5533f')) + smoke + shadow(560, 800, 220, 14) + rect(380, 600, 360, 70, '#3a4d4a', 8) + rect(380, 590, 360, 18, '#22312f', 5) + [400, 460, 520, 580, 640, 700].map(x => rect(x, 560, 6, 46, '#c79a63') + rect(x - 8, 566, 22, 12, '#8f4a2c', 4) + rect(x - 8, 582, 22, 12, '#b5654a', 4)).join('') + rect(400, 666, 12, 130, '#54616b') + rect(706, 666, 12, 130, '#54616b') + [430, 500, 570, 640].map(x => disc(x, 632, 12, '#e4a335')).join('')
}
function bed(roll) {
  let flowers = oval(560, 740, 460, 110, '#7a5d45') + oval(560, 730, 440, 98, '#8b6b50')
  for (let flower = 0; flower < 90; flower++) {
    const x = 160 + roll() * 800
    const y = 660 + roll() * 140
    if (Math.abs(x - 600) < 130 || ((x - 560) / 430) ** 2 + ((y - 730) / 90) ** 2 > 1) continue
    flowers += curve(`M${x.toFixed(0)} ${y.toFixed(0)} v26`, '#2f7d5f', 5) + disc(x.toFixed(0), y.toFixed(0), 13, ['#d9653b', '#edc24f', '#c5628c', '#f4f1e8'][flower % 4]) + disc(x.toFixed(0), y.toFixed(0), 5, '#f7e3ae')
  }
  return flowers + [540, 610, 670].map((x, n) => turned(x, 716 + n * 26, 70, curve('M0 0 v30', '#6a7f4c', 5) + disc(0, 0, 11, '#a87f64'))).join('')
}
function patch(roll) {
  let rows = rect(180, 610, 840, 230, '#7a5d45', 14)
  for (let line = 0; line < 4; line++) {
    for (let plant = 0; plant < 12; plant++) rows += at(220 + plant * 68 + roll() * 8, 660 + line * 52, 1, curve('M0 8 Q-22 -8 -16 -24 M0 8 Q0 -14 2 -30 M0 8 Q22 -8 18 -22', ['#3f9a5f', '#57ab63', '#2f8a55'][plant % 3], 12))
  }
  return rows + Array.from({ length: 14 }, (_, n) => rect(170 + n * 66, 580, 7, 90, '#b98b5c', 3)).join('') + rect(170, 604, 866, 7, '#b98b5c')
}
function board() {
  return rect(310, 420, 16, 190, '#5d6b6a') + rect(874, 420, 16, 190, '#5d6b6a') + rect(240, 130, 720, 330, '#f4f1e8', 12) + rect(258, 148, 684, 294, '#0b5e57', 8) + word(600, 290, 76, '讲文明 树新风', '#fbf6ea') + word(600, 380, 44, '公益广告', '#f2c56b') + shape('942,148 942,330 800,250 760,148', '#d9d5ca') + shape('800,250 760,148 700,200', '#efe9da') + curve('M300 400 C380 330 420 430 500 350 S600 420 660 370', '#c5628c', 16) + curve('M320 210 C360 180 380 240 430 200', '#1d2f52', 14)
}
function bench() {
  return shadow(600, 760, 330, 14) + rect(330, 600, 540, 20, '#b98b5c', 5) + rect(330, 540, 250, 20, '#c79a63', 5) + turned(640, 560, 24, rect(0, 0, 240, 20, '#c79a63', 5)) + rect(330, 640, 300, 22, '#b98b5c', 5) + turned(700, 700, -12, rect(0, 0, 200, 22, '#b98b5c', 5)) + [360, 820].map(x => rect(x, 530, 18, 220, '#3a4d4a', 5)).join('') + rect(940, 560, 14, 190, '#3a4d4a', 4) + turned(947, 560, 38, rect(-9, -110, 18, 120, '#3a4d4a', 4) + disc(0, -120, 30, '#f7e3ae'))
}
function dog() {
  const coat = '#b98254'
  return shadow(590, 806, 170, 13) + curve('M470 800 L484 700 M540 800 L536 710 M660 800 L652 710 M716 800 L700 700', coat, 26) + curve('M460 690 Q470 630 560 640 L690 640 Q740 640 730 700 Q720 740 600 736 Q470 740 460 690 Z', 'none', 0, coat) + curve('M466 670 Q420 640 424 596', coat, 18) + disc(752, 614, 54, coat) + rect(770, 612, 66, 36, '#c99a6c', 18) + disc(834, 624, 10, '#22312f') + disc(764, 600, 7, '#22312f') + curve('M724 572 Q700 600 712 640', '#8a5c38', 24) + curve('M716 660 Q740 676 764 664', '#d64535', 10)
}
function bus() {
  return shadow(250, 236, 300, 13) + rect(-20, 0, 560, 216, '#0f766e', 22) + rect(-20, 130, 560, 22, '#f0a31c') + [20, 130, 240, 350].map(x => rect(x, 34, 92, 76, '#cfe3e8', 8)).join('') + rect(460, 34, 66, 150, '#cfe3e8', 8) + [90, 410].map(x => disc(x, 216, 36, '#22312f') + disc(x, 216, 16, '#b8c4c2')).join('') + word(200, 190, 34, '12 路', '#eefaf7')
}
function speaker() {
  const waves = [60, 110, 160].map(r => curve(`M${820} ${560 - r * 0.7} A${r} ${r} 0 0 1 ${820} ${560 + r * 0.7}`, '#f0a31c', 12)).join('')
  return Array.from({ length: 7 }, (_, n) => curve(`M${n * 200 - 100} 900 L${380 + n * 74} 600`, '#00000012', 4)).join('') + shadow(640, 806, 170, 14) + rect(520, 420, 240, 380, '#22312f', 18) + disc(640, 540, 78, '#3a4d4a') + disc(640, 540, 34, '#10201e') + disc(640, 700, 60, '#3a4d4a') + disc(640, 700, 24, '#10201e') + waves + curve('M360 470 v-110 l90 -26 v110', '#0b5e57', 14) + disc(340, 474, 26, '#0b5e57') + disc(430, 448, 26, '#0b5e57')
}
function house(light) {
  let front = ground(light) + rect(180, 330, 840, 330, '#e6d6c3', 4) + rect(160, 312, 880, 26, '#8d8376', 5)
  for (let y = 370; y < 600; y += 100) for (let x = 230; x < 980; x += 130) front += rect(x, y, 76, 64, '#7fa6b0', 4)
  return front + rect(500, 160, 330, 156, '#5b94a8', 3) + Array.from({ length: 13 }, (_, n) => rect(500 + n * 26, 160, 10, 156, '#00000018')).join('') + shape('476,164 854,136 854,112 476,140', '#b5533f') + rect(560, 210, 60, 106, '#54616b', 3) + rect(680, 206, 90, 56, '#cfe3e8', 3) + curve('M400 312 L470 180 M420 312 L490 180', '#b98b5c', 8)
}
function hall(light) {
  const smoke = [[700, 600, 18], [716, 560, 26], [694, 510, 34], [724, 450, 42]].map(([x, y, r], n) => disc(x, y, r, '#ffffff', `opacity="${0.7 - n * 0.14}"`)).join('')
  return rect(0, 0, 1200, 900, '#e3ece9') + rect(0, 640, 1200, 260, '#cdd8d4') + rect(60, 120, 300, 330, light.sky[0], 8) + rect(204, 120, 12, 330, '#f4f1e8') + rect(440, 110, 330, 330, '#ffffff', 16) + disc(605, 250, 96, 'none', 'stroke="#d64535" stroke-width="20"') + rect(535, 238, 120, 24, '#3a4d4a', 4) + rect(635, 238, 22, 24, '#e4a335', 3) + curve('M540 184 L670 316', '#d64535', 20) + word(605, 408, 46, '禁止吸烟', '#8f1d14') + [840, 960, 1080].map(x => rect(x, 560, 104, 24, '#0f766e', 8) + rect(x, 460, 104, 90, '#0f766e', 10) + rect(x + 46, 582, 12, 80, '#54616b')).join('') + shadow(650, 800, 90, 10) + rect(600, 630, 100, 170, '#8c9a98', 10) + rect(588, 616, 124, 22, '#b8c4c2', 8) + turned(690, 612, -24, rect(0, 0, 60, 11, '#f4f1e8', 4) + rect(54, 0, 14, 11, '#d9653b', 4)) + smoke
}

/** Which scenes are drawn under which light; what happens often is drawn twice. */
const LIGHTS = {
  ad_board: ['morning', 'noon'], ad_commercial: ['noon', 'evening'],
  parked_cars: ['noon', 'evening'], bikes: ['morning', 'noon'], scooters: ['morning', 'evening'], litter: ['morning', 'evening'], stall: ['noon', 'evening'],
  crossing: ['morning', 'evening'], junction: ['noon', 'evening'], small_ads: ['noon'], barbecue: ['evening'], shopfront: ['noon'], bus_stop: ['morning', 'noon'], dog: ['morning', 'noon'],
}

/** All pictures, always the same. */
export function scenes() {
  return Object.entries(SCENES).flatMap(([name, draw], number) =>
    (LIGHTS[name] ?? ['noon']).map((hour, take) => {
      const roll = dice(number * 10 + take + 1)
      const light = LIGHT[hour]
      return { name: `${name}_${take + 1}`, svg: wrap(light, town(light, roll), draw(light, roll)) }
    }))
}
