/** What lies on the phone. A predicate that waits for the database cannot be polled inside the page, so it is asked from here. */

const photoKeys = (page) => page.evaluate(async () => {
  const { id } = JSON.parse(localStorage.getItem('wenxun.account'))
  const opening = indexedDB.open(`wenxun-${id}`)
  const db = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result) })
  const reading = db.transaction('photos').objectStore('photos').getAllKeys()
  const keys = await new Promise((resolve) => { reading.onsuccess = () => resolve(reading.result) })
  db.close()
  return keys
})

/** Waits until bytes lie on the phone whose record and name `isWanted` knows. */
export async function untilKept(page, isWanted) {
  while (!(await photoKeys(page)).some(([record, name]) => isWanted(String(record), String(name)))) await page.waitForTimeout(100)
}
