import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/core/ui/tokens.css'
import '@/core/ui/base.css'
import '@/core/ui/appearance'
import App from './App.vue'
import { language, setLanguage } from './core/i18n'
import { router } from './router'

setLanguage(language.value)
createApp(App).use(createPinia()).use(router).mount('#app')
