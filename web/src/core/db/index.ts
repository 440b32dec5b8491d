export * from './phone-store'
export * from './schema'
