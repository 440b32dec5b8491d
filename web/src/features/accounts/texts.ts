import { defineTexts } from '@/core/i18n'

export const t = defineTexts(
  { me: '我的', signIn: '登录' },
  { me: 'Me', signIn: 'Sign in' },
)
