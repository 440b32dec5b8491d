import { expect, test } from 'vitest'
import { useImport } from './import'

const file = new File(['a'], 'a.csv')

test('a file is checked first and taken over by a second deed', async () => {
  const asked: boolean[] = []
  const course = useImport((_, isDryRun) => Promise.resolve(asked.push(isDryRun)), (times) => (times > 1 ? 'applied' : 'fine'))
  expect(course.state.value).toBe('none')
  await course.take(file)
  expect(course.state.value).toBe('fine')
  await course.apply()
  expect(course.state.value).toBe('applied')
  expect(asked).toEqual([true, false])
})

test('a failure is told and leaves nothing of the file before', async () => {
  let isDown = false
  const course = useImport(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(1)), () => 'refused')
  await course.take(file)
  expect(course.state.value).toBe('refused')
  isDown = true
  await course.take(file)
  expect(course.state.value).toBe('none')
  expect(course.said.value).not.toBe('')
  expect(course.busy.value).toBeNull()
})

test('what lacks its name is not taken over', async () => {
  const asked: boolean[] = []
  const course = useImport((_, isDryRun) => Promise.resolve(asked.push(isDryRun)), () => 'fine')
  await course.take(file)
  await course.applyNamed(false, 'name it', null)
  expect([course.said.value, asked]).toEqual(['name it', [true]])
  await course.applyNamed(true, 'name it', null)
  expect([course.said.value, asked]).toEqual(['', [true, false]])
})
