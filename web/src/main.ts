import { createApp } from 'vue'
import '@/core/ui/tokens.css'
import '@/core/ui/base.css'
import '@/core/ui/appearance'
import App from './App.vue'
import { followSession } from './core/field'
import { language, setLanguage } from './core/i18n'
import { router } from './router'

/** Every kind of field work registers itself. */
import.meta.glob('./features/*/kind.ts', { eager: true })

setLanguage(language.value)
const app = createApp(App)
followSession()
app.use(router).mount('#app')
