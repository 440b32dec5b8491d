import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { launch, openPage, signIn } from './browser.mjs'
import { apiAs, startService } from './service.mjs'

/**
 * A service with the demo city for the tests of one file, a browser, and the city supervisor's way to the service;
 * `prepare` makes what else the tests need. Hooks of one file run at the same time: that is why it is not a second one.
 */
export function openOffice({ prepare, ...options } = {}) {
  let service
  const office = {
    /** The city supervisor over HTTP. */
    city: null,
    /** Where the service listens. */
    url: '',
    /** What pages are opened in. */
    browser: null,
    /**
     * Runs `work` on a page of somebody at `path`; afterwards no rule of the content policy may be broken. A person of the
     * demo is named; one whom a test made comes with a password.
     */
    async as(person, path, viewing, work) {
      const opened = await openPage(office.browser, office.url, viewing)
      const { account, password } = typeof person === 'string' ? { account: person } : person
      try {
        await signIn(opened.page, office.url, account, password)
        await opened.page.goto(office.url + path)
        await work(opened.page, opened.context)
        assert.deepEqual(opened.faults, [])
      } finally {
        await opened.close()
      }
    },
  }
  before(async () => {
    service = await startService()
    office.url = service.url
    office.browser = await launch(options)
    office.city = await apiAs(service.url, 'city.demo')
    await prepare?.(office)
  })
  after(async () => {
    await office.browser?.close()
    await service?.stop()
  })
  return office
}
