import { describe, expect, it } from 'vitest'
import type { AreaNode } from '@/api/officeTypes'
import { findAreas, pathTo, topLevel } from './areaTree'

const node = (code: string, name_zh: string, name_en: string, children: AreaNode[] = []): AreaNode => ({
  code,
  level: children.length > 0 ? 'street' : 'grid',
  name_zh,
  name_en,
  is_in_scope: true,
  children,
})
const roots = [node('4398', '云澧市', 'Yunli City', [node('439801', '文澜街道', 'Wenlan Street', [node('43980101', '文澜第1网格', 'Wenlan grid 1')])])]

describe('the area tree', () => {
  it('knows the way down to an area', () => {
    expect(pathTo(roots, '43980101').map((one) => one.code)).toEqual(['4398', '439801', '43980101'])
    expect(pathTo(roots, '9')).toEqual([])
  })
  it('finds by either name or by code, larger areas first', () => {
    expect(findAreas(roots, '文澜', 9).map((one) => one.node.code)).toEqual(['439801', '43980101'])
    expect(findAreas(roots, 'wenlan', 1).map((one) => one.node.code)).toEqual(['439801'])
    expect(findAreas(roots, '4398010', 9).map((one) => one.node.code)).toEqual(['43980101'])
    expect(findAreas(roots, ' ', 9)).toEqual([])
  })
  it('takes the largest level of several roles', () => {
    expect(topLevel(['grid', 'street'])).toBe('street')
    expect(topLevel([])).toBe('grid')
  })
})
