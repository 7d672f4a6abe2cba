"""The languages the model tells apart and where their declaration texts lie."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One class of the classifier: ISO 639 code, English name, keys of its texts in udhr.json."""

    code: str
    name: str
    texts: tuple[str, ...]
    spaced: bool = True  # False where words are written without spaces between them


def _language(line: str) -> Language:
    code, name, texts, *flags = line.split("|")
    return Language(code, name, tuple(texts.split()), "unspaced" not in flags)


# Several texts of one language (spellings, translations) are alternatives: all are trained on,
# the first one is tested on.
LANGUAGES = tuple(map(_language, """\
af|Afrikaans|afr
sq|Albanian|als
am|Amharic|amh
ar|Arabic|arb
hy|Armenian|hye
az|Azerbaijani|azj_latn
eu|Basque|eus
be|Belarusian|bel
bn|Bengali|ben
bg|Bulgarian|bul
my|Burmese|mya|unspaced
ca|Catalan|cat
zh|Chinese|cmn_hans cmn_hant|unspaced
hr|Croatian|hrv
cs|Czech|ces
da|Danish|dan
nl|Dutch|nld
en|English|eng
et|Estonian|est
fi|Finnish|fin
fr|French|fra
gl|Galician|glg
ka|Georgian|kat
de|German|deu_1996 deu_1901
el|Greek|ell_monotonic
he|Hebrew|heb
hi|Hindi|hin
hu|Hungarian|hun
is|Icelandic|isl
id|Indonesian|ind
ga|Irish|gle
it|Italian|ita
ja|Japanese|jpn jpn_tokyo jpn_osaka|unspaced
kk|Kazakh|kaz
km|Khmer|khm|unspaced
ko|Korean|kor
lv|Latvian|lav
lt|Lithuanian|lit
mk|Macedonian|mkd
ms|Malay|mly_latn
mr|Marathi|mar
ne|Nepali|nep
nb|Norwegian (Bokmål)|nob
fa|Persian|pes_1 pes_2
pl|Polish|pol
pt|Portuguese|por_PT por_BR
pa|Punjabi|pan
ro|Romanian|ron_2006 ron_1993
ru|Russian|rus
sr|Serbian (Cyrillic)|srp_cyrl
sk|Slovak|slk
sl|Slovenian|slv
es|Spanish|spa
sw|Swahili|swh
sv|Swedish|swe
tl|Tagalog|tgl
ta|Tamil|tam
te|Telugu|tel
th|Thai|tha tha2|unspaced
tr|Turkish|tur
uk|Ukrainian|ukr
ur|Urdu|urd urd_2
vi|Vietnamese|vie
cy|Welsh|cym""".splitlines()))

# Characters of everyday writing that the declaration happens not to contain. In the large
# syllabic and ideographic scripts a missing character would turn a whole word into [UNK], so
# these are put into the vocabulary by hand; their embeddings are learned from made-up words.
EXTRA_CHARACTERS = {
    "am": "ሀሁሂሃሄህሆለሉሊላሌልሎሐሑሒሓሔሕሖመሙሚማሜምሞሠሡሢሣሤሥሦረሩሪራሬርሮሰሱሲሳሴስሶሸሹሺሻሼሽሾቀቁቂቃቄቅቆበቡቢባቤብቦ"
          "ተቱቲታቴትቶቸቹቺቻቼችቾነኑኒናኔንኖኘኙኚኛኜኝኞአኡኢኣኤእኦከኩኪካኬክኮወዉዊዋዌውዎዘዙዚዛዜዝዞየዩዪያዬይዮደዱዲዳዴድዶ"
          "ጀጁጂጃጄጅጆገጉጊጋጌግጎጠጡጢጣጤጥጦጨጩጪጫጬጭጮጸጹጺጻጼጽጾፈፉፊፋፌፍፎፐፑፒፓፔፕፖ",
    "zh": "你吗呢吧啊什怎哪谁它她咱爸妈哥姐弟妹爷奶叔朋友今昨晚早午夜点半分钟周月星期春夏秋冬天气雨雪风云晴冷热"
          "暖吃喝饭菜茶水酒肉鱼鸡蛋米面汤果苹香蕉糖盐好坏大小多少长短高低快慢新旧红黄蓝绿白黑色猫狗马牛羊鸟花草"
          "树山河海湖路街车站飞船票店买卖钱块元贵便宜房屋门窗床桌椅书报纸笔信电话脑视影听说读写看见想爱喜欢谢请"
          "对起再欢迎来去走跑坐站睡醒忙累病医院药学校老师课题做玩唱歌跳舞球前后左右上下里外边东南西北城市京现",
    "ja": "今昨晩朝昼夜週月曜春夏秋冬天気雨雪風雲晴寒暑暖食飲飯茶水酒肉魚鶏卵米麺好悪大小多少長短高低早遅新古赤"
          "黄青緑白黒色猫犬馬牛鳥花草木山川海湖道街車駅飛船店買売円安部屋窓机椅子本紙手電話映聞話読書見思愛来行"
          "歩走座立寝起忙疲病院薬学校先友達父母兄姉弟妹元気少何時前後左右上下中外東西南北町市京都午半分美味願様"
          "ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプ"
          "ヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴーぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞ"
          "ただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをん",
    "ko": "안녕하세요감사합니다미죄송반갑습까네아뇨어디누구왜뭐저나너우리그녀친엄빠형언오늘내일제침점심밤지금년월주말"
          "봄여름가을겨울날씨비눈바람맑춥덥따뜻먹마셔밥물차커피술고기생선닭계란쌀국수맛있없좋싫크작많적길짧높낮빠르느린"
          "새헌빨강노랑파란초록흰검색고양이개말소새꽃풀나무산강바다호수길거리역버스택시비행배표가게사팔돈원싸집방문창침대"
          "책상의자종신편전화컴퓨터텔레비젼영듣읽쓰보생각랑해와갔왔걷뛰앉서잠깨바쁘피곤아픈병약학교선님공부놀노래춤축구"
          "앞뒤왼오른위아래안밖동남북도시서울부산었겠는은을를과로에게께서만처럼했됐될할함줄것들싶",
}
