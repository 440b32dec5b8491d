import { language } from '@/core/i18n'

/** A short name of each fault and what to write instead: [名称, 怎么改, name, advice]. */
const ADVICE: Record<string, readonly [string, string, string, string]> = {
  missing_sheet: ['少一张表', '加上这张表；表名要一个字母不差。', 'A sheet is missing', 'Add the sheet under exactly this name.'],
  missing_column: ['少一列', '在第一行加上这个列名。', 'A column is missing', 'Add this header to the first row.'],
  duplicate_column: ['列名用过两次', '留一列，另一列改名或删掉。', 'A header stands twice', 'Keep one column; rename or delete the other.'],
  empty_survey: ['没有题目', '在 survey 表里至少写一行题目。', 'No questions', 'Write at least one question on the sheet survey.'],
  not_a_workbook: ['打不开', '用表格软件打开，另存为 .xlsx 再传。', 'Cannot be opened', 'Open it in a spreadsheet program and save it as .xlsx.'],
  encrypted_or_legacy: ['有密码或是旧格式', '去掉密码，另存为 .xlsx。', 'Protected or an old format', 'Remove the password and save it as .xlsx.'],
  too_large: ['太大', '删掉图片、无关的表和大片空格式。', 'Too large', 'Remove pictures, other sheets and empty formatting.'],
  formula_cell: ['公式没有结果', '用表格软件打开存一次，或把公式换成结果。', 'A formula without a result', 'Open and save it once in a spreadsheet program, or write the result in place of the formula.'],
  missing_type: ['没写题型', '在 type 列写题型，例如 text、integer、select_one 列表名。', 'The type is missing', 'Write a type, such as text, integer or select_one list.'],
  unknown_type: ['没有这个题型', '改成支持的题型，例如 select_one 列表名。', 'No such type', 'Write a type that exists, such as select_one list.'],
  missing_list_name: ['没写列表名', '写成“select_one 列表名”；choices 表的每一行也要有列表名。', 'The list is not named', 'Write “select_one list”; each row of choices needs its list name too.'],
  unknown_list: ['没有这个列表', '在 choices 表加上这个列表，或改成已有的列表名。', 'No such list', 'Add the list on the sheet choices, or name one that exists.'],
  bad_file_name: ['文件名不对', '写完整的文件名，以 .csv 结尾。', 'Not a file name', 'Write the whole name, ending in .csv.'],
  missing_name: ['没写名称', '在 name 列写一个名称：字母开头，不带空格。', 'The name is missing', 'Write a name: a letter first, no spaces.'],
  illegal_name: ['名称写法不对', '以字母或 _ 开头，后面只用字母、数字、_ - .，不带空格。', 'Not a name', 'Begin with a letter or _, then letters, digits, _ - . only; no spaces.'],
  duplicate_name: ['名称用过两次', '给其中一题换个名称；引用它的地方也要改。', 'The name is taken', 'Give one of them another name, and change what refers to it.'],
  reserved_name: ['名称不能用', '这个名称程序自己要用，请换一个。', 'A reserved name', 'The program needs this name itself; choose another.'],
  missing_label: ['没有文字', '写上给人看的文字；几种语言都要写。', 'No text', 'Write the text people read, in each language.'],
  missing_choice_name: ['选项没有名称', '在 name 列写这个选项存下来的值。', 'A choice without a name', 'Write the value that is stored in the column name.'],
  duplicate_choice: ['选项重复', '给其中一个换个值，或删掉一行。', 'A choice stands twice', 'Give one of them another value, or delete a row.'],
  unclosed_block: ['没有结束', '在最后一题后面加一行 end_group 或 end_repeat。', 'Not closed', 'Add a row end_group or end_repeat after its last question.'],
  unopened_block: ['没有开头', '删掉这一行，或在前面加上 begin_group。', 'Never opened', 'Delete this row, or add begin_group above.'],
  crossed_blocks: ['交叉了', '里面的先结束，外面的后结束。', 'Crossed', 'Close the inner one first.'],
  expression_syntax: ['式子写错了', '用英文的括号、引号和逗号；等于写一个 =，并且写 and，或者写 or。', 'Not a valid expression', 'Use ASCII brackets, quotes and commas; write = once, and for “and” the word and.'],
  unknown_reference: ['没有这一题', '改成已有的名称；${ } 里的大小写也要一样。', 'No such question', 'Write a name that exists, with the same capitals inside ${ }.'],
  ambiguous_reference: ['不知道指哪一题', '有几题同名：给要引用的那题换个独有的名称。', 'More than one question', 'Several questions share the name: give the one you mean a name of its own.'],
  unknown_function: ['没有这个函数', '改成支持的函数名。', 'No such function', 'Write the name of a function that exists.'],
  wrong_arity: ['函数里的个数不对', '照说明补上或去掉括号里的部分。', 'Too many or too few parts', 'Add or remove parts inside the brackets as said.'],
  dependency_cycle: ['互相计算', '让其中一题不再用到另一题，圈就断了。', 'They depend on each other', 'Let one of them no longer use the other; then the ring is broken.'],
  unknown_column: ['没有这一列', '在列表里加上这一列，或改成已有的列名。', 'No such column', 'Add the column to the list, or name one that exists.'],
  bad_parameter: ['参数不对', '写成 名称=值，几个用空格隔开。', 'Not a valid parameter', 'Write name=value, with spaces between several.'],
  missing_calculation: ['没写算式', '在 calculation 列写算式。', 'Nothing to calculate', 'Write an expression in the column calculation.'],
  or_other_with_filter: ['“其他”和筛选不能并用', '去掉 or_other，自己加一个“其他”选项。', 'or_other with a filter', 'Remove or_other and add a choice “other” yourself.'],
  bad_setting: ['设置不对', '改成说明里的写法。', 'Not a valid setting', 'Write it as said.'],
  reserved_property: ['属性名不能用', '换一个属性名。', 'A reserved property', 'Choose another name.'],
  unsupported_type: ['这里还不支持', '换一种题型。', 'Not supported here', 'Use another type.'],
  too_deep: ['套得太深', '少套几层组或括号。', 'Nested too deeply', 'Use fewer groups or brackets inside each other.'],
  missing_translation: ['少一种语言', '没有这种语言时显示默认语言；补上更好。', 'A translation is missing', 'The default language is shown instead; better to add it.'],
  name_not_portable: ['别的软件读不了', '名称里有中文：这里能用，ODK Collect 读不了。', 'Other programs cannot read it', 'Works here; ODK Collect cannot read such a name.'],
  unknown_header: ['不认识的列', '这一列不会用到；拼写错了就改。', 'An unknown header', 'The column is not used; mend the spelling if it should be.'],
  unknown_language: ['不认识的语言', '写成“语言 (代码)”，例如 中文 (zh)。', 'An unknown language', 'Write “language (code)”, such as English (en).'],
  unused_list: ['没用到的列表', '不影响；不要了可以删。', 'An unused list', 'Nothing is wrong; delete it if it is not needed.'],
}

/** The short name of a fault; an unknown code stands for itself. */
export function faultName(code: string): string {
  const known = ADVICE[code]
  return known ? (language.value === 'en' ? known[2] : known[0]) : code
}

/** What to write instead; empty where nothing is known. */
export function faultAdvice(code: string): string {
  const known = ADVICE[code]
  return known ? (language.value === 'en' ? known[3] : known[1]) : ''
}
