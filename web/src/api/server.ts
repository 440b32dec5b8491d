import { bodyOf, clientFor } from './client'
import type { components, paths } from './schema.gen'

/** Every shape that the service speaks of, by its name in the API document. */
export type Schemas = components['schemas']

/** Typed calls of every path of the API document; throws like the client. */
export const server = clientFor<paths>()

export { bodyOf }
