"""Quotes, sources and what must come of them: made the same way every time, from texts written for it.

A `Case` is faithful when `spans` is given (the raw offsets it must be found at), else unfaithful. Families
are generators; `cases()` gives all of them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """A quote, a source, and the spans (faithful) or the code (unfaithful; None: any) that must come of it."""

    family: str
    name: str
    quote: str
    text: str
    spans: list[Span] | None = None
    code: str | None = None
    within: Span | None = None
    tier: str | None = None


@dataclass(frozen=True)
class Frame:
    """A paragraph: the words to be quoted, what stands before and behind them, and what else the text has."""

    language: str
    before: str
    words: str
    after: str
    above: str = ""
    below: str = ""

    def source(self, words: str | None = None) -> tuple[str, Span]:
        """The text, its words dressed as given, and where they stand."""
        words = self.words if words is None else words
        head = f"{self.above}\n\n{self.before}" if self.above else self.before
        tail = f"\n\n{self.below}" if self.below else ""
        return head + words + self.after + tail, (len(head), len(head) + len(words))


_FRAMES = (
    ("en", "The harbour board met on Tuesday. ", "It's a 12.8 percent rise, the board's treasurer said, and the first-ever one since 2019", ". Nobody objected.", "A storm closed the old ferry terminal for two weeks.", "Repairs are to be paid from the town's reserve fund."),
    ("en", "Dr Amara Nkemelu told the hearing: “", "We don't know why 1,240 samples were lost – the freezer log says \"no fault\" for that night", ",” and sat down.", "The inquest into the laboratory fire resumed in Leeds.", "The coroner adjourned until Friday."),
    ("en", "In the afternoon ", "the final report will not be published before the election, five officials confirmed", ", citing the law.", "Three drafts have been circulating since March.", "A spokeswoman declined to comment on the date."),
    ("de", "Am Montag erklärte die Ministerin: „", "Wir können die 3,5 Millionen Euro für die Brücke über die Weiße Elster nicht allein aufbringen", "“, so Jana Höfer.", "Der Stadtrat von Gröbitz tagte bis Mitternacht.", "Die Bauarbeiten sollen im Frühjahr beginnen."),
    ("de", "Nach Angaben der Behörde ", "fielen die Überschüsse um −4,2 Prozent, obwohl größere Betriebe mehr ausführten", " als im Vorjahr.", "Neue Zahlen liegen seit Mittwoch vor.", "Der Verband nannte keine Gründe."),
    ("fr", "Le maire a répondu : « ", "L'école n'a pas été fermée à cause de l'été, mais faute d'élèves – à peine vingt-trois", " ». La salle a applaudi.", "Le conseil municipal s'est réuni mardi à Évreux.", "Une pétition circule déjà."),
    ("fr", "Selon le rapport, ", "près de 20 000 foyers ont été privés d'électricité pendant sept heures", " dans la région.", "La tempête a traversé la côte dans la nuit.", "Le préfet doit s'exprimer jeudi."),
    ("tr", "Bakan Işıl Yıldırım, ", "ilk ışık kulesinin açılışı için 14 milyon lira ayrıldığını ve işin kışın biteceğini", " söyledi.", "Belediye meclisi dün akşam toplandı.", "Muhalefet bu sayıyı az buldu."),
    ("es", "La alcaldesa contestó: «", "El año pasado no llegaron más de 9.300 niños a las escuelas del barrio, según el censo", "», y se marchó.", "El pleno duró cinco horas en Peñíscola.", "Los sindicatos preparan otra protesta."),
    ("ru", "Глава комиссии заявила: «", "Мы ещё не получили 350 тысяч подписей, но всё-таки ждём ответа губернатора", "», — и ушла.", "Собрание в посёлке Ёлкино продолжалось два часа.", "Решение объявят в среду."),
    ("uk", "За словами директорки, ", "на подвір'ї школи знайшли 17 старих книжок, яких ніхто не шукав", " уже багато років.", "Ремонт їдальні почався у вересні.", "Кошти надала громада."),
    ("el", "Ο δήμαρχος είπε ότι ", "οι 48 νέοι δρόμοι της πόλης δεν θα είναι έτοιμοι πριν από τις εκλογές", " του Μαΐου.", "Η συνεδρίαση έγινε στην Καλαμάτα.", "Οι κάτοικοι περιμένουν απαντήσεις."),
    ("ar", "وقالت الوزيرة إن ", "عدد المدارس الجديدة لن يتجاوز 25 مدرسة في المحافظات الشمالية هذا العام", " بسبب نقص المال.", "اجتمع مجلس المدينة مساء الاثنين.", "وينتظر السكان القرار."),
    ("he", "השרה אמרה כי ", "מספר התלמידים בעיר לא ירד מתחת ל 4,500 ילדים בשנה האחרונה", " למרות המעבר.", "מועצת העיר התכנסה ביום שני.", "ההחלטה תפורסם בקרוב."),
    ("zh", "市长周二表示，", "新图书馆将在2026年开放，预计每天接待八百名读者", "，目前尚未收费。", "暴雨过后，港口恢复了运营。", "居民对此表示欢迎。"),
    ("ja", "知事は会見で、", "県内の小学校では昨年より35人多い教員が必要になると見込まれている", "と説明した。", "台風の後、港の工事が再開された。", "議会は来週開かれる。"),
    ("ko", "시장은 화요일에 ‘", "새 도서관은 내년 봄에 문을 열고 하루 800명의 시민을 맞이할 것이다", "’라고 말했다.", "폭우가 지나간 뒤 항구가 다시 열렸다.", "주민들은 결정을 기다리고 있다."),
    ("hi", "मंत्री ने कहा कि ", "नए पुल पर 42 करोड़ रुपये खर्च होंगे और काम दो साल में पूरा होगा", " तथा जाँच जारी है।", "नगर परिषद की बैठक सोमवार को हुई।", "लोग निर्णय की प्रतीक्षा कर रहे हैं।"),
    ("th", "ผู้ว่าการกล่าวว่า ", "โรงเรียนใหม่จะรับนักเรียน 650 คนในปีหน้า และครูจะเพิ่มขึ้นอีกด้วย", " ตามแผนเดิม", "ฝนตกหนักทำให้ท่าเรือปิดสองวัน", "ชาวบ้านรอคำตอบจากสภา"),
    ("vi", "Bà chủ tịch nói rằng ", "khoảng 7.200 học sinh chưa được đến trường vì con đường cũ đã hỏng", " từ tháng trước.", "Cuộc họp diễn ra ở Đà Lạt.", "Người dân đang chờ quyết định."),
)  # fmt: skip


def frames() -> list[Frame]:
    """The paragraphs, in every script."""
    return [Frame(*row) for row in _FRAMES]


_UNSPACED = ("zh", "ja", "th")


def _every(old: str, new: str) -> Callable[[str], str]:
    return lambda words: words.replace(old, new)


def _letter(word: str) -> int:
    """The middle of a word, where a letter begins: no mark and no later part of a Korean syllable."""
    half = len(word) // 2
    while half < len(word) and (
        unicodedata.category(word[half])[0] == "M" or "\u1160" <= word[half] <= "\u11ff"
    ):
        half += 1
    return half


def _inside_words(mark: str) -> Callable[[str], str]:
    """A character put into the middle of every longer word of letters."""

    def dress(words: str) -> str:
        split = [
            w[: _letter(w)] + mark + w[_letter(w) :] if len(w) > 3 and w.isalpha() else w
            for w in words.split(" ")
        ]
        return " ".join(split)

    return dress


def _broken_word(hyphen: str) -> Callable[[str], str]:
    """The longest word of plain letters hyphenated over a line break."""

    def dress(words: str) -> str:
        longest = max((w for w in words.split(" ") if w.isalpha()), key=len, default="")
        half = _letter(longest)
        return (
            words.replace(longest, longest[:half] + hyphen + longest[half:], 1) if len(longest) > 5 else words
        )

    return dress


def _full_width(words: str) -> str:
    return "".join(
        chr(ord(c) + 0xFEE0) if "0" <= c <= "9" or "A" <= c <= "Z" or "a" <= c <= "z" else c for c in words
    )


def _vowels(words: str) -> str:
    """Vowel signs behind the letters of Arabic and Hebrew words, the last one too."""
    signs = "\u064e\u0650\u064f\u0652"
    made = []
    for at, c in enumerate(words):
        made.append(c)
        if "\u0627" <= c <= "\u064a":
            made.append(signs[at % 4])
        elif "\u05d0" <= c <= "\u05ea":
            made.append("\u05b8\u05b4\u05b6\u05b0"[at % 4])
    return "".join(made)


def _presentation(words: str) -> str:
    """Arabic letters in their isolated presentation forms."""
    table = {}
    for code in range(0xFE80, 0xFEF5):
        plain = unicodedata.normalize("NFKC", chr(code))
        table.setdefault(plain, chr(code))
    return "".join(table.get(c, c) for c in words)


def _wrapped(words: str) -> str:
    """A line break in the middle of a text without blanks, between two ideographs, kana or letters."""
    for at in range(len(words) // 2, len(words)):
        if all(unicodedata.category(c) == "Lo" for c in words[at - 1 : at + 1]):
            return words[:at] + "\n" + words[at:]
    return words


_VARIANTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("curly apostrophe", _every("'", "’")),
    ("reversed apostrophe", _every("'", "‛")),
    ("modifier apostrophe", _every("'", "ʼ")),
    ("prime", _every("'", "′")),
    ("backtick", _every("'", "`")),
    ("curly marks inside", lambda w: w.replace('"no fault"', "“no fault”")),
    ("low marks inside", lambda w: w.replace('"no fault"', "„no fault“")),
    ("angle marks inside", lambda w: w.replace('"no fault"', "«no fault»")),
    ("reversed angle marks inside", lambda w: w.replace('"no fault"', "»no fault«")),
    ("single marks inside", lambda w: w.replace('"no fault"', "‘no fault’")),
    ("angle marks with blanks inside", lambda w: w.replace('"no fault"', "«\u00a0no fault\u00a0»")),
    ("em dash", _every("–", "—")),
    ("hyphen for dash", _every("–", "-")),
    ("two hyphens for dash", _every("–", "--")),
    ("em dash without blanks", _every(" – ", "—")),
    ("minus to hyphen", _every("−", "-")),
    ("minus to en dash", _every("−", "–")),
    ("non-breaking hyphen", _every("-", "\u2011")),
    ("typographic hyphen", _every("-", "\u2010")),
    ("no-break space", _every(" ", "\u00a0")),
    ("narrow no-break space", _every(" ", "\u202f")),
    ("thin space", _every(" ", "\u2009")),
    ("ideographic space", _every(" ", "\u3000")),
    ("tab", _every(" ", "\t")),
    ("two spaces", _every(" ", "  ")),
    ("line break", _every(" ", "\n")),
    ("carriage return and line break", _every(" ", "\r\n")),
    ("blank, line break, indent", _every(" ", " \n   ")),
    ("line separator", _every(" ", "\u2028")),
    ("zero-width space at blanks", _every(" ", "\u200b \u200b")),
    ("soft hyphens", _inside_words("\u00ad")),
    ("zero-width spaces", _inside_words("\u200b")),
    ("zero-width joiners", _inside_words("\u200d")),
    ("zero-width non-joiners", _inside_words("\u200c")),
    ("word joiners", _inside_words("\u2060")),
    ("byte order marks", _inside_words("\ufeff")),
    ("directional marks", _every(" ", "\u200e \u200f")),
    ("directional embedding", lambda w: w.replace(" ", " \u202b", 1)),
    ("directional isolate", lambda w: w.replace(" ", " \u2067", 1)),
    ("decomposed", lambda w: unicodedata.normalize("NFD", w)),
    ("fi ligature", lambda w: w.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")),
    ("hyphenated over a line break", _broken_word("-\n")),
    ("hyphenated over a line break with an indent", _broken_word("-\r\n  ")),
    ("typographic hyphen over a line break", _broken_word("\u2010\n")),
    ("soft hyphen over a line break", _broken_word("\u00ad\n")),
    ("full-width", _full_width),
    ("vowel signs", _vowels),
    ("presentation forms", _presentation),
    ("tatweel", _every("ال", "الـ")),
)


def variants() -> tuple[tuple[str, Callable[[str], str]], ...]:
    """Every faithful way to write the same words: its name, and what it does to them."""
    return _VARIANTS


def typography() -> Iterator[Case]:
    """Each variant in the quote, and in the source, for every paragraph that it changes."""
    for number, frame in enumerate(frames()):
        plain, span = frame.source()
        for name, dress in _VARIANTS:
            dressed = dress(frame.words)
            if dressed == frame.words:
                continue
            label = f"{frame.language}{number}: {name}"
            yield Case("typography", f"{label} in the quote", dressed, plain, [span])
            text, place = frame.source(dressed)
            yield Case("typography", f"{label} in the source", frame.words, text, [place])
            yield Case("typography", f"{label} in both", dressed, text, [place], tier="exact")


def dressing() -> Iterator[Case]:
    """Quotes in marks of their own, with other final punctuation, or with an ellipsis at an end."""
    pairs = ('""', "“”", "„“", "«»", "''", "‘’", "‹›", "「」", "``")
    for number, frame in enumerate(frames()):
        text, span = frame.source()
        for pair in pairs:
            quote = pair[0] + frame.words + pair[1]
            place = (
                (span[0] - 1, span[1] + 1) if quote in text else span
            )  # what stands there as it is, stays as it is
            yield Case("dressing", f"{frame.language}{number}: wrapped in {pair}", quote, text, [place])
        for final in (".", ",", "!", "?", ";", ":", " –", ".”", ',"', "...", "…", " …", " [...]", " (…)"):
            yield Case(
                "dressing",
                f"{frame.language}{number}: final {final}",
                frame.words + final,
                _ended(frame),
                [_at(frame)],
            )
        for lead in ("...", "… ", "[...] ", "“…"):
            yield Case(
                "dressing", f"{frame.language}{number}: leading {lead}", lead + frame.words, text, [span]
            )
        yield Case(
            "dressing", f"{frame.language}{number}: blanks around", f" \n{frame.words}\t ", text, [span]
        )


def _ended(frame: Frame) -> str:
    """The source with the words at the end of the text, so that no punctuation of its own follows them."""
    return frame.above + "\n\n" + frame.before + frame.words


def _at(frame: Frame) -> Span:
    return len(_ended(frame)) - len(frame.words), len(_ended(frame))


def letter_case() -> Iterator[Case]:
    """Another letter case, in the quote and in the source; a tier of its own."""
    for number, frame in enumerate(frames()):
        text, span = frame.source()
        for name, change in (("upper", _upper), ("lower", _lower), ("swapped", _swapped)):
            changed = change(frame.words, frame.language)
            if changed == frame.words:
                continue
            label = f"{frame.language}{number}: {name}"
            yield Case("case", f"{label} quote", changed, text, [span], tier="case")
            other, place = frame.source(changed)
            yield Case("case", f"{label} source", frame.words, other, [place], tier="case")


def _upper(words: str, language: str) -> str:
    return (words.replace("i", "İ") if language == "tr" else words).upper()


def _lower(words: str, language: str) -> str:
    return (words.replace("I", "ı").replace("İ", "i") if language == "tr" else words).lower()


def _swapped(words: str, language: str) -> str:
    return " ".join(_upper(w, language) if at % 2 else w for at, w in enumerate(words.split(" ")))


_INVENTED = {
    "en": "seldom", "de": "selten", "fr": "rarement", "tr": "nadiren", "es": "raramente", "ru": "редко",
    "uk": "рідко", "el": "σπάνια", "ar": "نادرا", "he": "לעתים", "zh": "很少", "ja": "稀に", "ko": "드물게",
    "hi": "शायद", "th": "แทบ", "vi": "hiếm",
}  # fmt: skip


def words_altered() -> Iterator[Case]:
    """One word changed, dropped, added, doubled or moved, at every place of every paragraph."""
    for number, frame in enumerate(frames()):
        text, _ = frame.source()
        pieces = list(frame.words) if frame.language in _UNSPACED else frame.words.split(" ")
        glue = "" if frame.language in _UNSPACED else " "
        new = _INVENTED[frame.language]
        for at in range(1, len(pieces) - 1):
            made = {
                "changed": [*pieces[:at], new, *pieces[at + 1 :]],
                "dropped": [*pieces[:at], *pieces[at + 1 :]],
                "added": [*pieces[:at], new, *pieces[at:]],
                "doubled": [*pieces[: at + 1], *pieces[at:]],
                "moved": [*pieces[:at], pieces[at + 1], pieces[at], *pieces[at + 2 :]],
            }
            for name, altered in made.items():
                quote = glue.join(altered)
                if any(c.isalnum() for c in pieces[at]) and quote not in text:
                    yield Case("altered", f"{frame.language}{number}: {name} at {at}", quote, text)
        for name, ends in (("end", [*pieces[:-1], new]), ("beginning", [new, *pieces[1:]])):
            yield Case("altered", f"{frame.language}{number}: {name} changed", glue.join(ends), text)
        half = len(pieces) // 2
        yield Case(
            "altered",
            f"{frame.language}{number}: halves swapped",
            glue.join(pieces[half:] + pieces[:half]),
            text,
        )


def characters_altered() -> Iterator[Case]:
    """One letter or digit replaced, dropped or doubled, diacritics dropped, look-alikes put in."""
    alike = str.maketrans("aceopxyiАВСЕо", "асеорхуіABCEo")
    for number, frame in enumerate(frames()):
        text, _ = frame.source()
        words, label = frame.words, f"{frame.language}{number}"
        for at in range(2, len(words) - 2, 5):
            if not words[at].isalnum():
                continue
            other = "7" if words[at].isdigit() and words[at] != "7" else "3" if words[at].isdigit() else "q"
            yield Case("characters", f"{label}: replaced at {at}", words[:at] + other + words[at + 1 :], text)
            if words[at] != words[at + 1]:
                yield Case("characters", f"{label}: dropped at {at}", words[:at] + words[at + 1 :], text)
            yield Case("characters", f"{label}: doubled at {at}", words[:at] + words[at] + words[at:], text)
        for name, changed in (("look-alikes", words.translate(alike)), ("no diacritics", _bare(words))):
            if changed != words:
                yield Case("characters", f"{label}: {name}", changed, text)


def _bare(words: str) -> str:
    """Latin, Greek and Cyrillic words without their diacritics."""
    marks = {chr(code) for code in range(0x300, 0x370)}
    apart = unicodedata.normalize("NFD", words)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in marks))


def cut_words() -> Iterator[Case]:
    """A beginning or an end inside a word, plain and with a soft hyphen or a hyphenated line break in it."""
    for number, frame in enumerate(frames()):
        if frame.language in _UNSPACED:
            continue
        words = frame.words.split(" ")
        for at in (0, 1, 2):
            if len(words[at]) > 3 and words[at].isalpha() and unicodedata.category(words[at][2])[0] == "L":
                yield from _cut(f"{frame.language}{number}: begins inside word {at}", frame, words, at, 2)


def _cut(label: str, frame: Frame, words: list[str], at: int, half: int) -> Iterator[Case]:
    quote = " ".join([words[at][half:], *words[at + 1 :]])
    back = " ".join([*words[: at + 1]])[: -(len(words[at]) - half)]
    for name, mark in (
        ("", ""),
        (", soft hyphen", "\u00ad"),
        (", line break", "-\n"),
        (", joiner", "\u2060"),
    ):
        text, _ = frame.source(
            " ".join([*words[:at], words[at][:half] + mark + words[at][half:], *words[at + 1 :]])
        )
        yield Case("cut", label + name, quote, text, code="CUTS_TOKEN")
        if len(back.split()) > 2:
            yield Case("cut", label.replace("begins", "ends") + name, back, text, code="CUTS_TOKEN")


_FAITHFUL = (
    # What is found stands between the two marks of the source; the quote comes second.
    ("The mayor said: “⟦We'll rebuild the pier by June⟧,” and left.", '"We\'ll rebuild the pier by June."'),
    ("Kılıç, ⟦ılık bir kış günü ışıklı sokakta⟧ yürüdü, dedi.", "ILIK BİR KIŞ GÜNÜ IŞIKLI SOKAKTA"),
    ("İzmir'de ⟦İlk ışık ırmağın kıyısında göründü⟧ diye yazdı.", "ilk ışık ırmağın kıyısında göründü"),
    ("Er sagte, ⟦die Straße bleibt bis Mai gesperrt⟧ und leer.", "DIE STRASSE BLEIBT BIS MAI GESPERRT"),
    ("Er sagte, ⟦DIE STRASSE BLEIBT BIS MAI GESPERRT⟧ und leer.", "die Straße bleibt bis Mai gesperrt"),
    ("Το κείμενο ⟦ο δρόμος είναι ανοιχτός για όλους⟧ σήμερα.", "Ο ΔΡΌΜΟΣ ΕΊΝΑΙ ΑΝΟΙΧΤΌΣ ΓΙΑ ΌΛΟΥΣ"),
    ("She measured ⟦a beam of 5″ and a post of 6′⟧ for it.", "a beam of 5\" and a post of 6'"),
    ("She measured ⟦a beam 5'10\" long in all⟧ for it.", "a beam 5′10″ long in all"),
    ("It was ⟦−5 degrees in the valley⟧ at dawn.", "-5 degrees in the valley"),
    ("It was ⟦–5 degrees in the valley⟧ at dawn.", "−5 degrees in the valley"),
    ("They sold ⟦$1.5 million of the bonds⟧ in a day.", "$1.5 million of the bonds"),
    ("They lost ⟦.5 percent of the votes⟧ there.", ".5 percent of the votes"),
    ("He saw it: ⟦the plan … was dropped in May⟧ without a word.", "the plan ... was dropped in May"),
    ("He saw it: ⟦the plan... was dropped in May⟧ without a word.", "the plan … was dropped in May"),
    ("He saw it: ⟦the plan . . . was dropped in May⟧ at once.", "the plan…was dropped in May"),
    ("我们看到，⟦图书馆将在\n2026年向公众开放⟧了。", "图书馆将在2026年向公众开放"),
    ("我们看到，⟦图书馆将在 2026 年向公众开放⟧了。", "图书馆将在2026年向公众开放"),
    ("我们看到，⟦图书馆将向公\n众全面免费开放⟧了。", "图书馆将向公众全面免费开放"),
    ("彼は⟦ｱｶﾞｻ ﾊﾞｽｾﾝﾀｰで見かけた⟧と言う。", "アガサ バスセンターで見かけた"),
    ("Il a dit : ⟦« Non merci » fut sa réponse à tous⟧ hier.", '"Non merci" fut sa réponse à tous'),
    ("Il a crié ⟦vive la mer ! puis il est parti⟧ hier.", "vive la mer! puis il est parti"),
    ("Er rief: ⟦»Genug!« rief der Lehrer laut⟧ zurück.", '"Genug!" rief der Lehrer laut'),
    ("وقال إن ⟦هذا كِتَابٌ جَدِيدٌ⟧ في المكتبة.", "هذا كتاب جديد"),
    ("وقال إن ⟦هذا كتاب جديد⟧ في المكتبة.", "هَذَا كِتَابٌ جَدِيدٌ"),
    ("وقال إن ⟦ﻻ أحد يعرف الأمر⟧ في المدينة.", "لا أحد يعرف الأمر"),
    ("הוא אמר כי ⟦שָׁלוֹם רַב לְכָל הָעָם⟧ בארץ.", "שלום רב לכל העם"),
    ("הוא אמר כי ⟦צה״ל יצא מן העיר⟧ אתמול.", 'צה"ל יצא מן העיר'),
    ("They say the ⟦co-\noperative owns all the land⟧ now.", "cooperative owns all the land"),
    ("They say the ⟦co-\noperative owns all the land⟧ now.", "co-operative owns all the land"),
    ("They say the ⟦co-\noperative owns all the well-kept land⟧ now.", "cooperative owns all the well-kept land"),
    ("They say the ⟦Co-\noperative owns all the land⟧ now.", "COOPERATIVE OWNS ALL THE LAND"),
    ("They say ⟦👨‍👩‍👧 families with 👍🏽 get free tickets⟧ now.", "👨‍👩‍👧 families with 👍🏽 get free tickets"),
    ("𝕏 said \ud800 that ⟦the 🚀 launch will go on⟧ \udfff today.", "the 🚀 launch will go on"),
    ("😀😀 and then ⟦“quoted” words follow here⟧ today.", '"quoted" words follow here'),
    ("They say ⟦the\u00adatre opened on Sunday⟧ again.", "theatre opened on Sunday"),
    ("⟦The whole text is the quote⟧", "the whole text is the quote"),
    ("In the end it was ⟦the U.S. that paid for it.⟧", "the U.S. that paid for it."),
    ("It was paid for ⟦by the U.S⟧. In May it closed.", "by the U.S"),
    ("l'⟦homme politique a quitté la salle⟧ hier.", "homme politique a quitté la salle"),
    ("They met the workers' ⟦council for the third time⟧ today.", "council for the third time"),
    ("“We won in 1998,” he said. “⟦They came back in 2005⟧” was all.", "They came back in 2005"),
    ('He said "⟦we came back in 2005⟧" and left.', "we came back in 2005."),
    ("The bus – ⟦an old one – stopped at noon⟧ again.", "an old one—stopped at noon"),
    ("The bus—⟦an old one—stopped at noon⟧—again.", "an old one - stopped at noon"),
    ("The vote was ⟦5–3 in favour of the motion⟧ today.", "5-3 in favour of the motion"),
    ("At ⟦5:30 in the morning they left⟧ the camp.", "5:30 in the morning they left"),
    ("⟦The talks collapsed on Monday night⟧.\n\nNobody knew why.", "The talks collapsed on Monday night!"),
    ("K\u0323\u0307 ⟦e\u0323\u0302 was the letter they chose⟧ then.", "\u1ec7 was the letter they chose"),
    ("नदी के पास ⟦क़लम और किताब मिली थी⟧ कल।", "क\u093cलम और किताब मिली थी"),
    ("पुल ⟦दो साल में बनेगा⟧। सब खुश हैं।", "दो साल में बनेगा."),
    ("서울시는 “⟦새 도서\n관은 내년 봄에 문을 연다⟧.”", "새 도서관은 내년 봄에 문을 연다"),
    ("서울시는 ‘⟦새 도서\n관은 내년 봄에\n문을 연다⟧’고 했다.", "새 도서관은 내년 봄에 문을 연다"),
    ("市长说：“⟦我们\n知道，“开放”\n很重要⟧。”", "我们知道，“开放”很重要"),
    ("เขากล่าวว่า ⟦โรงเรียน\nใหม่จะเปิดเดือนหน้า⟧ แล้ว", "โรงเรียนใหม่จะเปิดเดือนหน้า"),
    # From a second look.
    ("She said ⟦the plan's dead in the water⟧.", "“the plan’s dead in the water”."),
    ("⟦Rates rose 3.5% in Q2, to $4.1bn⟧, he said.", "Rates rose 3.5% in Q2, to $4.1bn"),
    ("He is ⟦the co-founder of a Paris-based firm⟧.", "the co–founder of a Paris—based firm"),
    ("⟦It was 10:30 a.m. when the U.S. delegation left⟧ the hall.", "It was 10:30 a.m. when the U.S. delegation left."),
    ("“⟦I won't go⟧,” she said.", "I won’t go"),
    ("A ⟦naïve café-owner's façade⟧ fell.", "nai\u0308ve cafe\u0301-owner's fac\u0327ade"),
    ("‘⟦The bill is “dead on arrival” in the Senate⟧’, he wrote.", "'The bill is 'dead on arrival' in the Senate'"),
    ("⟦Der Preis beträgt 1.234,56 € pro Stück⟧.", "Der Preis betr\xe4gt 1.234,56\u202f\u20ac pro St\xfcck"),
    ("⟦L’État, c’est moi, dit-il⟧.", "L'État, c'est moi, dit-il"),
    ("⟦Türkiye'nin başkenti Ankara'dır⟧ dedi.", "türkiye’nin başkenti ankara’dır"),
    ("⟦İSTANBUL’DA IŞIKLAR SÖNDÜ⟧ denildi.", "istanbul'da ışıklar söndü"),
    ("⟦مَرْحَبًا بِكُمْ فِي الْقَاهِرَةِ⟧ اليوم", "مرحبا بكم في القاهرة"),
    ("قال ⟦إنه لن يستقيل أبدًا⟧ من منصبه", "إنه لن يستقيل أبدا"),
    ("⟦東京都は新しい\n条例を可決した⟧。", "東京都は新しい条例を可決した"),
    ("⟦ＡＢＣ社は１２３人を採用した⟧。", "ABC社は123人を採用した"),
    ("⟦彼は「行く」と言った⟧。", "彼は『行く』と言った"),
    ("⟦彼は「行く」と言った⟧。", '彼は"行く"と言った'),
    ("⟦Он сказал: «Мы идём домой»⟧.", 'Он сказал: "Мы идём домой"'),
    ("⟦Ο Γιώργος ήρθε στο σπίτι⟧.", "Ο ΓΙΏΡΓΟΣ ΉΡΘΕ ΣΤΟ ΣΠΊΤΙ"),
    ("x ⟦first line\r\n\r\nsecond line here⟧ y", "first line second line here"),
    ("⟦The so-called “experts” said no⟧.", "The so-called ”experts“ said no"),
    ("⟦He paid £1,000.50 (about $1,250) for it⟧.", "He paid £1,000.50 (about $1,250) for it"),
    ("the ⟦rock ’n’ roll era was over⟧ then", "rock 'n' roll era was over"),
    ("in ⟦the ’90s music was better⟧, no?", "the '90s music was better"),
    ("⟦Wait—what did she say?⟧ he asked", "Wait -- what did she say?"),
    ("⟦Wait . . . what did she say⟧? he", "Wait… what did she say"),
    ("This is ⟦an infor-\nmation cam-\npaign by the state⟧.", "an information campaign by the state"),
    ("This is ⟦an information campaign by the state⟧.", "an infor-\nmation cam-\npaign by the state"),
    ("They ⟦met in Saint-\nDenis on Friday⟧.", "met in Saint-Denis on Friday"),
    ("⟦The final word’s not been said⟧, he added", "…the final word's not been said…"),
    ("a \u27e6word \u2066isolated\u2069 here now\u27e7 b", "word isolated here now"),
    ("Say ⟦ﬀ ﬁ ﬂ ﬃ ﬄ words⟧ ok", "ff fi fl ffi ffl words"),
    ("⟦The 5‑year plan’s cost: €3‑4 million⟧ a year", "The 5-year plan's cost: €3–4 million"),
    ("\ufeff\u27e6The report opens with this\u27e7 line.", "The report opens with this"),
    ('Kadın ⟦"ılımlı" bir yanıt verdi⟧.', "“ılımlı” bir yanıt verdi"),
    ("⟦He said (quietly) that it was over⟧.", "He said (quietly) that it was over"),
    ("[⟦He said quietly that it was over⟧]", "He said quietly that it was over"),
    ("⟦Ahoj, řekl Jiří Novák v pátek⟧.", "AHOJ, ŘEKL JIŘÍ NOVÁK V PÁTEK"),
    ("⟦Das Maß ist voll, sagte er⟧.", "das maß ist voll, sagte er"),
    ("⟦Die GROSSE KOALITION ist am Ende⟧.", "die große koalition ist am ende"),
    ("⟦O’Neill’s 1st‑quarter results⟧", "o'neill's 1st-quarter results"),
    ("\u27e6A\u030angstro\u0308m units were used\u27e7", "Ångström units were used"),
    ("⟦Ωmega and Kelvin K units⟧", "Ωmega and Kelvin K units"),
    ("เขากล่าวว่า⟦รัฐบาลจะไม่ขึ้นภาษี⟧ในปีนี้", "รัฐบาลจะไม่ขึ้นภาษี"),
    ("\u27e6\u0939\u092e\u0928\u0947 \u0915\u0939\u093e \u0925\u093e \u0915\u093f \u0915\u0940\u092e\u0924\u0947\u0902 \u092c\u0922\u093c\u0947\u0902\u0917\u0940\u27e7\u0964", "\u0939\u092e\u0928\u0947 \u0915\u0939\u093e \u0925\u093e \u0915\u093f \u0915\u0940\u092e\u0924\u0947\u0902 \u092c\u0922\u093c\u0947\u0902\u0917\u0940"),
    ("대통령은 ⟦“우리는 포기하지 않는다”⟧고 말했다.", "“우리는 포기하지 않는다”"),
    ("대통령은 “⟦우리는 포기하지 않는다⟧”고 말했다.", '"우리는 포기하지 않는다"'),
    ("⟦“Stop,” she said. “It's over.”⟧ He left.", '"Stop," she said. "It\'s over."'),
    ("The film ⟦“Up” made $735 million⟧ worldwide", '"Up" made $735 million'),
    ("She has ⟦a plan to win “the game”⟧.", 'a plan to win "the game"'),
    ("She ⟦said yes to “the game”⟧ then", 'said yes to "the game."'),
    ("⟦The minister resigned⟧; the deputy did not.", "The minister resigned."),
    ("⟦The minister resigned⟧—again.", "The minister resigned"),
    # Rarer signs: title marks of Chinese, other dots of an ellipsis, small forms, ligatures, dashes.
    ("他⟦读完了《红楼梦》这本古典小说⟧。", "读完了“红楼梦”这本古典小说"),
    ("⟦他说。。。我们明天就出发去北京⟧。", "他说……我们明天就出发去北京"),
    ("⟦彼は・・・明日東京へ出発する⟧と言った。", "彼は…明日東京へ出発する"),
    ("⟦彼は──もう遅いが──帰る⟧と言った。", "彼は——もう遅いが——帰る"),
    ("⟦약 3∼4월에 10~20명이 참석했다⟧.", "약 3~4월에 10～20명이 참석했다"),
    ("⟦He paid ﹩500﹙about €460﹚for it⟧ then.", "He paid $500(about €460)for it"),
    ("⟦Het ĳs is te dun⟧ om te lopen.", "Het ijs is te dun"),
    ("⟦די אידישע צײטונג װאס איז דא⟧ היום.", "די אידישע צייטונג וואס איז דא"),
    ("⟦น้ําท่วมหมู่บ้านริมฝั่ง⟧ เมื่อวาน", "น้ำท่วมหมู่บ้านริมฝั่ง".replace("ำ", "\u0e4d\u0e32")),
    ("⟦Wait‼ This cannot be the end⟧ of it.", "Wait!! This cannot be the end"),
    # A blank inside quotation marks in front of which an article is elided.
    ("⟦a dit de l’«\u00a0Élysée\u00a0» à Lyon⟧ hier.", "a dit de l'\"Élysée\" à Lyon"),
    # A direction mark beside a line break parts words as the break does.
    ("⟦La maire, Mme Anaïs\n\u00adLévêque, a signé⟧ hier.", "La maire, Mme Anaïs Lévêque, a signé"),
    ("⟦The mayor\u200e\nof the town left⟧ early.", "The mayor of the town left"),
    # The opening mark of a quotation inside stays, whatever stands at the end.
    ("Ela disse que ⟦“não haverá cortes” e que os cheques só serão pagos⟧ depois", '"não haverá cortes" e que os cheques só serão pagos!'),
    ("She has ⟦a plan to win “the game”⟧ soon.", "“a plan to win ‘the game’”."),
    ("시장은 “⟦새 다리는 내년까지 열지 않는다⟧”고 했다.", "'새 다리는 내년까지 열지 않는다'."),
    # An ellipsis may leave out words that turn a meaning in other languages only.
    ("⟦Rada miasta a otworzy most⟧ i drogę na rzece ⟦dla wszystkich rowerzystów⟧ w mieście.", "Rada miasta a otworzy most … dla wszystkich rowerzystów"),
    ("Der Rat der Stadt ⟦hat die Brücke⟧, ein Werk aus dem Mai 1931 und aus Stahl, ⟦für die Radfahrer geöffnet⟧.", "hat die Brücke … für die Radfahrer geöffnet"),
    ("Le conseil de la ville ⟦va ouvrir le pont⟧, construit en mai 1931 par les ouvriers, ⟦aux cyclistes de la ville⟧.", "va ouvrir le pont … aux cyclistes de la ville"),
    ("⟦De gemeente opent de brug⟧, die dit jaar en nu voor het eerst is geverfd, ⟦voor alle fietsers⟧ van de stad.", "De gemeente opent de brug … voor alle fietsers"),
    ("Il comune ⟦ha aperto il ponte⟧, e ne ha pagato la metà, ⟦ai ciclisti della città⟧ di mare.", "ha aperto il ponte … ai ciclisti della città"),
    ("Primarul din oraș ⟦a deschis podul vechi⟧, care este mai lung, ⟦pentru bicicliști și pentru pietoni⟧ din centru.", "a deschis podul vechi … pentru bicicliști și pentru pietoni"),
    ("⟦市政府将开放这座新桥⟧，并在未来五年内维修，⟦供所有市民免费使用⟧。", "市政府将开放这座新桥……供所有市民免费使用"),
    # An ellipsis joins parts in order.
    ("⟦The council will open the bridge⟧, built in May 1931 in the United States, ⟦to cyclists in the spring⟧.", "The council will open the bridge … to cyclists in the spring"),
    ("⟦The council will open the bridge⟧, called “the arch” by students who will paint it, ⟦to cyclists in the spring⟧.", "The council will open the bridge … to cyclists in the spring"),
    ("“⟦The council will open the bridge⟧ by the lake ⟦to cyclists in the spring⟧,” she said.", '"The council will open the bridge [...] to cyclists in the spring"'),
    ("⟦The council will open the bridge⟧, a steel arch from 1931, ⟦to cyclists in the spring⟧.", "The council will open the bridge ... to cyclists in the spring."),
    ("⟦The council will open the bridge⟧, a steel arch from 1931, ⟦to cyclists in the spring⟧.", "“The council will open the bridge […] to cyclists in the spring”"),
    ("⟦The council will open the bridge⟧, a steel arch from 1931, ⟦to cyclists in the spring⟧.", "...the council will open the bridge [...] to cyclists in the spring…"),
    ("⟦The bridge was⟧ painted ⟦green by eight students⟧ from Kent, then ⟦sold to the town⟧.", "The bridge was … green by eight students (...) sold to the town"),
    ("⟦Die Brücke wird im Mai⟧, so der Plan, ⟦für alle Radfahrer geöffnet⟧.", "Die Brücke wird im Mai […] für alle Radfahrer geöffnet"),
    ("⟦新图书馆将在明年开放⟧，地点在河边，⟦每天接待八百名读者⟧。", "新图书馆将在明年开放……每天接待八百名读者"),
    # What an ellipsis may leave out: a clause of its own, a noun that looks like a modal, a comparison.
    ("⟦The council will open the bridge⟧, which can hold 200 people and was built by hand, ⟦to cyclists in the spring⟧.", "The council will open the bridge … to cyclists in the spring"),
    ("⟦The council will open the bridge⟧, by the will of the town, ⟦to cyclists in the spring⟧.", "The council will open the bridge … to cyclists in the spring"),
    ("⟦The council will open the bridge⟧, at ten per cent of its price per year, ⟦to cyclists in the spring⟧.", "The council will open the bridge … to cyclists in the spring"),
    ("Dün ⟦köprünün ılık suyu⟧ İzmir’e göre daha çok ısındı ⟦ve balıklar geri döndü⟧.", "köprünün ılık suyu … ve balıklar geri döndü"),
    # Blanks beside any quotation mark mean nothing.
    ("⟦le maire parle « d’un plan » pour tous⟧.", "le maire parle “ d’un plan ” pour tous"),
    ('⟦le maire parle " d’un plan " pour tous⟧.', "le maire parle «d’un plan» pour tous"),
    ("⟦“no way” he said⟧ twice.", '" no way " he said'),
    ("⟦they said 「enough is enough」 and left⟧.", 'they said "enough is enough" and left'),
    # A closing mark behind a digit is no unit.
    ("⟦adopte «\u00a0le plan 2023\u00a0» à Lyon⟧.", "adopte «le plan 2023» à Lyon"),
    ("⟦adopte “le plan 2023” à Lyon⟧.", "adopte « le plan 2023 » à Lyon"),
    ("⟦a hausse de « 12.8 » a dit⟧ le maire.", 'a hausse de "12.8" a dit'),
    ("⟦the 5″ by 10″ board was cut⟧.", 'the 5" by 10" board was cut'),
    # Rarer marks, and an ignored character between a letter and its mark.
    ("⟦they said \u02baenough is enough\u02ba and left⟧.", "they said \u02eeenough is enough\u02ee and left"),
    ("⟦the city\ua78cs oldest bank is closed⟧.", "the city's oldest bank is closed"),
    ("⟦the cafe\u200b\u0301 in Paris⟧ reopened.", "the café in Paris"),
    ("⟦the café in Paris⟧ reopened.", "the cafe\u00ad\u0301 in Paris"),
    ("⟦It rained on the harbour⟧ all night. The boats lay still. ⟦By noon the sun was back⟧.", "It rained on the harbour... By noon the sun was back."),
)  # fmt: skip

_UNFAITHFUL = (
    ("The fund paid $5 million for the land.", "The fund paid $5", "CUTS_TOKEN"),
    # The source, the quote, and the code where there is one to expect.
    ("Prices rose 12.8 percent in the spring of 2023.", "8 percent in the spring", "CUTS_TOKEN"),
    ("Prices rose 12.8 percent in the spring of 2023.", "in the spring of 202", "CUTS_TOKEN"),
    ("Prices rose 12.8 percent in the spring of 2023.", "Prices rose 12", "CUTS_TOKEN"),
    ("Prices rose 12.8 percent in the spring of 2023.", "Prices rose 12.8 % in the spring of 2023", "NUMBER_ALTERED"),
    ("Prices rose 12.8 percent in the spring of 2023.", "Prices rose 12.9 percent in the spring of 2023", "NUMBER_ALTERED"),
    ("They counted 20,000 birds on the lake.", "They counted 20000 birds on the lake", "NUMBER_ALTERED"),
    ("They counted 20 000 birds on the lake.", "000 birds on the lake", "CUTS_TOKEN"),
    ("They counted 20\u202f000 birds on the lake.", "They counted exactly 20", None),
    ("They counted 20\u202f000 birds on the lake.", "on it they counted 20", None),
    ("On it they counted 20\u202f000 birds that day.", "On it they counted 20", "CUTS_TOKEN"),
    ("On it they counted 20'000 birds that day.", "On it they counted 20", "CUTS_TOKEN"),
    ("They counted five birds on the lake.", "They counted 5 birds on the lake", "NUMBER_ALTERED"),
    ("The fund paid $5 million for the land.", "5 million for the land", "CUTS_TOKEN"),
    ("The fund paid US$5 million for the land.", "$5 million for the land", "CUTS_TOKEN"),
    ("The fund paid $5 million for the land.", "The fund paid €5 million for the land", "NUMBER_ALTERED"),
    ("The fund paid 5 € for the land.", "The fund paid 5", "CUTS_TOKEN"),
    ("The share fell to 5% of the total.", "share fell to 5", "CUTS_TOKEN"),
    ("The share fell to 5 % of the total.", "share fell to 5", "CUTS_TOKEN"),
    ("The share fell to 5％ of the total.", "share fell to 5", "CUTS_TOKEN"),
    ("It was −5 degrees in the valley.", "5 degrees in the valley", "CUTS_TOKEN"),
    ("It was -5 degrees in the valley.", "5 degrees in the valley", "CUTS_TOKEN"),
    ("It was 5 degrees in the valley.", "-5 degrees in the valley", None),
    ("The town – 5 degrees in the valley – froze.", "-5 degrees in the valley", None),
    ("They lost 5 percent of the votes.", ".5 percent of the votes", None),
    ("They lost .5 percent of the votes.", "5 percent of the votes", "CUTS_TOKEN"),
    ("Between 5–10 percent of it was lost.", "10 percent of it was lost", "CUTS_TOKEN"),
    ("From 2019–2023 the school was shut.", "2023 the school was shut", "CUTS_TOKEN"),
    ("A 60-year-old man was found there.", "year-old man was found there", "CUTS_TOKEN"),
    ("A Covid-19 ward was closed there.", "19 ward was closed there", "CUTS_TOKEN"),
    ("They left at 5:30 in the morning.", "30 in the morning", "CUTS_TOKEN"),
    ("It weighs 10² tonnes in all, they say.", "It weighs 102 tonnes in all", None),
    ("It weighs 10² tonnes in all, they say.", "It weighs 10 tonnes in all", None),
    ("In all they say it weighs 10² tonnes.", "In all they say it weighs 10", "CUTS_TOKEN"),
    ("It holds 5 m² of glass in all.", "It holds 5 m of glass in all", None),
    ('The beam is 5" long at the end.', "The beam is 5' long at the end", None),
    ('The beam is 5" long at the end.', "The beam is 5'", None),
    ("The train does 100 km/h at best.", "train does 100 km", "CUTS_TOKEN"),
    ("We can't pay the bill this year.", "for that we can", None),
    ("For that we can't pay the bill.", "For that we can", "CUTS_TOKEN"),
    ("For that we can’t pay the bill.", "For that we can", "CUTS_TOKEN"),
    ("He met the minister's brother in May.", "He met the minister", "CUTS_TOKEN"),
    ("They run a non-nuclear fleet of ships.", "nuclear fleet of ships", "CUTS_TOKEN"),
    ("They run a non–nuclear fleet of ships.", "nuclear fleet of ships", "CUTS_TOKEN"),
    ("They run an un\u00adsafe fleet of ships.", "safe fleet of ships", "CUTS_TOKEN"),
    ("They run an un\u200bsafe fleet of ships.", "safe fleet of ships", "CUTS_TOKEN"),
    ("They run an un-\nsafe fleet of ships.", "safe fleet of ships", "CUTS_TOKEN"),
    ("They run an un\u00ad\nsafe fleet of ships.", "safe fleet of ships", "CUTS_TOKEN"),
    ("They run an ineﬃcient fleet of ships.", "fleet of ships ineff", None),
    ("The fleet was inoﬃcial to the end.", "cial to the end", "CUTS_TOKEN"),
    ("It was paid by the U.S. in the end.", "S. in the end", "CUTS_TOKEN"),
    ("It was paid by the U.S. army in the end.", "S. army in the end", "CUTS_TOKEN"),
    ("They work at the AT&T offices in Ohio.", "T offices in Ohio", "CUTS_TOKEN"),
    ("Der Mann trinkt nur in Maßen am Abend.", "Der Mann trinkt nur in Massen am Abend", None),
    ("Sık sık oraya gittiğini ısrarla söyledi.", "Sik sik oraya gittiğini ısrarla söyledi", None),
    ("SIK SIK ORAYA GİTTİĞİNİ söyledi, ısrarla ve açıkça.", "sik sik oraya gittiğini", None),
    ("The chairman accused the clerk of fraud.", "The clerk accused the chairman of fraud", None),
    ("The resume was sent to the office.", "The résumé was sent to the office", None),
    ("The résumé was sent to the office.", "The resume was sent to the office", None),
    ("The paper was sent to the office.", "The рaper was sent to the office", None),
    ("They recieved the paper in March.", "They received the paper in March", None),
    ("Gen. Park signed the order in March.", "General Park signed the order in March", None),
    ("He signed the order in March.", "Park signed the order in March", None),
    ("The colour of the flag was changed.", "The color of the flag was changed", None),
    ("The council does not support the plan.", "The council does support the plan", "NEGATION_ALTERED"),
    ("The council supports the new plan.", "The council never supports the new plan", "NEGATION_ALTERED"),
    ("The council may support the plan.", "The council will support the plan", "MODAL_ALTERED"),
    ("In June Ms Okafor signed the order.", "In June Ms Adeyemi signed the order", "NAME_ALTERED"),
    ("The council approved the new plan.", "The council rejected the new plan", "WORDS_ALTERED"),
    ("The council approved the new plan on Monday. It has nine members from the town.", "The council approved the new plan and resigned the next day in protest", None),
    ("The port was shut at noon. The crane fell over in the gale. Two men were hurt by it.", "The port was shut at noon. Two men were hurt by it.", None),
    ("The port was shut at noon. The crane fell over in the gale.", "The crane fell over in the gale. The port was shut at noon.", "NOT_CONTIGUOUS"),
    ("The port was shut at noon.", "", "TOO_SHORT"),
    ("The port was shut at noon.", "   \n", "TOO_SHORT"),
    ("The port was shut at noon.", "...", "TOO_SHORT"),
    ("The port was shut at noon.", "“”", "TOO_SHORT"),
    ("The port was shut at noon.", "!? – ,", "TOO_SHORT"),
    ("The port was shut at noon.", "the", "TOO_SHORT"),
    ("The port was shut at noon.", "was shut", "TOO_SHORT"),
    ("The port was shut at noon.", ". . .", "TOO_SHORT"),
    ("港口昨天中午关闭了。", "中午", "TOO_SHORT"),
    ("他不同意这个新的提案。", "同意这个新的提案", "CUTS_TOKEN"),
    ("他同意这个新的提案。", "他不同意这个新的提案", None),
    ("彼は新しい計画を認めない。", "彼は新しい計画を認め", "CUTS_TOKEN"),
    ("会场来了三百五十名读者。", "五十名读者来了", None),
    ("会场一共来了三百五十名新读者。", "五十名新读者", "CUTS_TOKEN"),
    ("会场一共来了350名新读者。", "名新读者一共", None),
    ("这占全国总数的百分之八左右。", "八左右占全国", None),
    ("वे नहीं आएंगे कल सुबह यहाँ।", "वे आएंगे कल सुबह यहाँ", None),
    ("ครูไม่เห็นด้วยกับแผนใหม่", "เห็นด้วยกับแผนใหม่", "CUTS_TOKEN"),
    # From a second look.
    ("It was a 5–3 win for the team.", "3 win for the team", None),
    ("The pay rose by 1,5 percent last year.", "5 percent last year", None),
    ("They have 1.000 shops in the area.", "They have 1,000 shops in the area", None),
    ("It is 5°C in the shade now.", "It is 5 C in the shade now", None),
    ("It cost ₹500 at the store.", "500 at the store now", None),
    ("He did it unwillingly in the end.", "willingly in the end", None),
    ("He drove 60 mph on the road.", "He drove 60 kmh on the road", None),
    ("She is a former minister of the state.", "She is a minister of the state", None),
    ("He said he would resign today.", "He said he will resign today", None),
    ("Sales fell 10 percent in May, the firm said.", "Sales rose 10 percent in May, the firm said", None),
    ("He scored 2½ points in the match.", "He scored 2 points in the match", None),
    ("The H₂O levels are high today.", "The H2O levels are high today", None),
    ("It is x² plus y in the end.", "It is x2 plus y in the end", None),
    ("The company's director quit on Monday.", "The companys director quit on Monday", None),
    ("We're going home right now.", "Were going home right now", None),
    ("The well-known actor died today.", "The well known actor died today", None),
    ("The wellknown actor died today.", "The well-known actor died today", None),
    ("He can not go there today.", "He cannot go there today", None),
    ("They resign the deal on Friday.", "They re-sign the deal on Friday", None),
    ("It was signed by Mr. Lee today.", "It was signed by Mr Lee today", None),
    ("The U.S. army left the base.", "The US army left the base", None),
    ("Let's eat, grandma and go.", "Let's eat grandma and go", None),
    ("Er trinkt in Maßen und oft.", "er trinkt in massen und oft", None),
    ("Straße und Haus sind leer.", "Strasse und Haus sind leer", None),
    ("Muller came to the house.", "Müller came to the house", None),
    ("Mueller came to the house.", "Müller came to the house", None),
    ("Ёлка стоит в большом зале.", "Елка стоит в большом зале", None),
    ("Ο δήμος είναι εδώ τώρα.", "Ο δημος είναι εδώ τώρα", None),
    ("Ali ılık su içti dün akşam.", "Ali ilik su içti dün akşam", None),
    ("他五月三日到达北京。", "他五月二日到达北京", None),
    ("会议有12人参加讨论。", "会议有2人参加讨论", None),
    ("会议有12人参加讨论。", "2人参加讨论并表决", None),
    ("会议共有12人参加讨论了。", "2人参加讨论了", None),
    ("会议有十二人参加讨论。", "会议有12人参加讨论", None),
    ("会议有１２人参加讨论。", "会议有13人参加讨论", None),
    ("図書館は開かれなかった。", "図書館は開かれた。", None),
    ("彼は行かないと述べた。", "彼は行くと述べた。", None),
    ("لم يوافق المجلس على الخطة.", "وافق المجلس على الخطة", None),
    ("وقالها المدير أمام الجميع", "قالها المدير أمام الجميع", None),
    ("ובבית הספר היו ילדים רבים", "בבית הספר היו ילדים", None),
    ("서울에서는 비가 많이 왔다", "서울에서 비가 많이 왔다", None),
    ("비가 안 왔다고 그가 말했다", "비가 왔다고 그가 말했다", None),
    ("It’s 12.8 percent of the total", "It’s 12 percent of the total", None),
    ("The 2023-24 season was long.", "24 season was long", None),
    ("Call 555-1234 for more help.", "1234 for more help", None),
    ("He won 1st prize at the fair.", "He won 1 prize at the fair", None),
    ("The firm, not the state, will pay for it all.", "The firm … will pay for it all", None),
    ("The firm said it, not the state, will pay all costs.", "it will pay all costs", None),
    ("A man was hurt. A woman was not.", "A man was not.", None),
    ("e-mail us at a@b.com today please", "com today please now", None),
    ("Visit example.com for the details now.", "com for the details now", None),
    ("He is anti-war and proud of it.", "war and proud of it", None),
    ("The vice-president resigned on Monday.", "president resigned on Monday", None),
    ("This is semi\xadofficial news for all.", "official news for all", None),
    ("This is un\u2060happy news for all.", "happy news for all", None),
    ("This is un‑\nhappy news for all.", "happy news for all", None),
    ("price: $1,234.56 per unit", "234.56 per unit", None),
    ("price: 1 234 567 units sold", "234 567 units sold", None),
    ("a 3:1 ratio of men to women", "1 ratio of men to women", None),
    ("The −5 and +5 charges cancel out.", "5 charges cancel out", None),
    ("a ~5 percent drop in the price", "5 percent drop in the price", None),
    ("a 5.5-percent drop in the price", "5-percent drop in the price", None),
    ("II World War II ended in 1945.", "World War I ended in 1945", None),
    ("The cat sat on the mat.", "The саt sat on the mat", None),
    ("The cat sat on the mat.", "The cat sat on the mat. The cat sat on the mat.", None),
    ("The cat sat on the mat.", "cat The sat on the mat", None),
    ("He earns €5k a month, they say.", "He earns €5 a month, they say", None),
    ("They are co-operating with us now.", "operating with us now", None),
    ("the so‐called experts of the state", "called experts of the state", None),
    ("“No,” he said. “We will not go.”", "No we will not go", None),
    ("Prices rose by 3.5 per cent.", "Prices rose by 3.5 percent.", None),
    ("He's here, she's not here.", "He is here, she's not here", None),
    # An ellipsis that leaves out what may not be left out, runs backwards or jumps.
    ("The council did approve the plan, but not the budget, on Monday evening in the hall.", "The council did approve the plan ... on Monday evening in the hall", "ELLIPSIS_DROPS_OPERATOR"),
    ("The new mayor is reportedly going to sell the harbour to a fund.", "The new mayor is … to sell the harbour", "ELLIPSIS_DROPS_OPERATOR"),
    ("“We will build the school,” said Ms Okafor, “and then the road to it.”", "We will build the school ... and then the road to it", "ELLIPSIS_DROPS_OPERATOR"),
    ("“We will build the school.” The clerk was next: “We will sell the old road.”", "We will build the school ... We will sell the old road", "ELLIPSIS_DROPS_OPERATOR"),
    ('"We will build the school." The clerk: "We will sell the old road."', "We will build the school ... We will sell the old road", "ELLIPSIS_DROPS_OPERATOR"),
    ("Der Rat wird die Brücke im Mai nicht, wie geplant, für alle Radfahrer öffnen.", "Der Rat wird die Brücke im Mai […] für alle Radfahrer öffnen", "ELLIPSIS_DROPS_OPERATOR"),
    ("Le conseil va ouvrir le pont, mais jamais le dimanche, aux cyclistes de la ville.", "Le conseil va ouvrir le pont … aux cyclistes de la ville", "ELLIPSIS_DROPS_OPERATOR"),
    ("市长说新图书馆将在明年开放，但不收取任何费用，每天接待八百名读者。", "新图书馆将在明年开放……每天接待八百名读者", "ELLIPSIS_DROPS_OPERATOR"),
    # No blank between two words, only a quotation mark; or one too many.
    ("Rada uchwaliła „skromny” budżet na rok.", "uchwaliła„skromny” budżet na rok", None),
    ("Rada uchwaliła „skromny” budżet na rok.", "uchwaliła „skromny”budżet na rok", None),
    ("Rada uchwaliła„skromny” budżet na rok.", "uchwaliła „skromny” budżet na rok", None),
    ("“No way,” he said twice to them.", '"No way,"he said twice to them', None),
    # About five is not minus five.
    ("It fell ~5 percent in the year.", "It fell -5 percent in the year", None),
    # Numbers in words, with a magnitude, a fraction or a range go on over a blank.
    ("They counted two hundred thousand birds.", "hundred thousand birds", "CUTS_TOKEN"),
    ("They counted two hundred thousand birds.", "They counted two hundred", "CUTS_TOKEN"),
    ("Ils ont compté deux cent mille oiseaux.", "Ils ont compté deux", "CUTS_TOKEN"),
    ("They paid 5 million euros for it.", "million euros for it", "CUTS_TOKEN"),
    ("It took 5 1/2 hours to get there.", "1/2 hours to get there", "CUTS_TOKEN"),
    ("It took 5 ½ hours to get there.", "On it it took 5", None),
    ("They won it 5 – 3 in the end.", "They won it 5", "CUTS_TOKEN"),
    ("They won it 5 – 3 in the end.", "3 in the end", "CUTS_TOKEN"),
    ("It was 5°C in the shade at noon.", "It was 5°", "CUTS_TOKEN"),
    ("Bu tren 20'den fazla yolcu taşıdı dün.", "den fazla yolcu taşıdı", "CUTS_TOKEN"),
    ("Open to 18+ audiences in the town.", "Open to 18", "CUTS_TOKEN"),
    # An ellipsis that leaves out a word joined to "and", a verb negated by a syllable, capitals without accents.
    ("وقال المجلس إنه سيفتح الجسر القديم ولن يفتح الطريق أمام السيارات في المدينة.", "سيفتح الجسر القديم … أمام السيارات في المدينة", "ELLIPSIS_DROPS_OPERATOR"),
    ("המועצה תפתח את הגשר הישן ולא את הכביש לפני הקיץ לכל התושבים.", "תפתח את הגשר הישן … לפני הקיץ לכל התושבים", "ELLIPSIS_DROPS_OPERATOR"),
    ("Belediye ve meclis bu köprünün açılmadığını ve daha sonra yolun bisikletler için yapıldığını yazdı.", "Belediye ve meclis bu köprünün … yolun bisikletler için yapıldığını", "ELLIPSIS_DROPS_OPERATOR"),
    ("Ο ΔΗΜΟΣ ΤΗΣ ΠΟΛΗΣ ΠΟΤΕ ΤΟΥ ΘΑ ΑΝΟΙΞΕΙ ΤΗ ΓΕΦΥΡΑ ΓΙΑ ΟΛΟΥΣ.", "Ο ΔΗΜΟΣ ΤΗΣ ΠΟΛΗΣ … ΘΑ ΑΝΟΙΞΕΙ ΤΗ ΓΕΦΥΡΑ", "ELLIPSIS_DROPS_OPERATOR"),
    ("Primarul a spus că podul este vechi și nu va fi deschis pentru bicicliști în acest an.", "podul este vechi … va fi deschis pentru bicicliști", "ELLIPSIS_DROPS_OPERATOR"),
    ("Мэр откроет мост, по словам депутатов, для всех велосипедистов города.", "Мэр откроет мост … для всех велосипедистов города", "ELLIPSIS_DROPS_OPERATOR"),
    ("市政府将开放这座新桥，但不同意收费，供所有市民免费使用。", "市政府将开放这座新桥……供所有市民免费使用", "ELLIPSIS_DROPS_OPERATOR"),
    # However the word that turns the meaning is written, and in more languages.
    ("The old company, according to Smith, paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company per the report paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company would, if the court agrees, have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company will soon have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company is expected to have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company appears to have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company is suspected of having paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company ought to have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company is set to have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company thinks it paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company isn\u02bct said to have paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company didn\u2018t say who paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company \uff4e\uff4f\uff54 once paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company n\u2060ot once paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company re\u00adportedly paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company na\u0303o paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company peut-e\u0302tre paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company לֹא paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company لَمْ paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company DEĞİL paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company नहीं paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company शायद paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company không paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company inte paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company nigdy paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company podobno paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company ไม่ paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company supuestamente paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company 据报道 paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company 말했다 paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    ("The old company 하지 않았다 paid the full fine.", "The old company … paid the full fine", "ELLIPSIS_DROPS_OPERATOR"),
    # Inches are no feet, a letter keeps its mark.
    ("The 5' board was cut.", 'the 5" board was cut', None),
    ("The 5″ board was cut.", "the 5' board was cut", None),
    ("The 5'10 man came in.", "the 5' 10 man came in", None),
    ("これは古いか\u3099と", "これは古いか", None),
    ("ทำงานที่บ้านกั", "ทำงานที่บ้านก", None),
    ("ဒီမြန်မာစာကိ", "ဒီမြန်မာစာက", None),
    ("ភាសាខ្មែរកិ", "ភាសាខ្មែរក", None),
    ("The council will open the bridge, an arch of steel, to cyclists in the spring.", "to cyclists in the spring ... The council will open the bridge", None),
    ("The council will open the bridge.\n\nA school is open to cyclists in the spring.", "The council will open the bridge ... to cyclists in the spring", None),
    ("The council will open the bridge.\nA school is open to cyclists in the spring.", "The council will open the bridge ... to cyclists in the spring", None),
    ("Council opens a bridge\nA school is open to cyclists in the spring.", "Council opens a bridge ... to cyclists in the spring", None),
    ("The council will open the bridge " + "on many a fine and quiet day " * 12 + "to cyclists in the spring.", "The council will open the bridge ... to cyclists in the spring", None),
    ("The council will open the bridge, an arch, to cyclists in the spring.", "The council ... in the spring", "TOO_SHORT"),
    ("The council will sell, the report found, the bridge at once.", "The council will sell ... the bridge at once", "ELLIPSIS_DROPS_OPERATOR"),
    ("The town of Kent has sold nearly 40 boats since May.", "The town of Kent has sold ... 40 boats since May", "ELLIPSIS_DROPS_OPERATOR"),
    ("The price of bread rose 5 percent in all of the spring.", "The price of bread rose 5 ... in all of the spring", "ELLIPSIS_DROPS_OPERATOR"),
    ("The new bank of the town might one day raise the rates again.", "The new bank of the town ... raise the rates again", "ELLIPSIS_DROPS_OPERATOR"),
    ("The new bank will, if the council agrees to it, raise the rates again.", "The new bank will ... raise the rates again", "ELLIPSIS_DROPS_OPERATOR"),
    ("The council will open the bridge, an arch, to cyclists in the spring.", "The council will open the bridge ... to pedestrians in the spring", None),
)  # fmt: skip


def tables() -> Iterator[Case]:
    """The cases written by hand."""
    for number, (marked, quote) in enumerate(_FAITHFUL):
        spans, text = _marked(marked)
        yield Case("by hand", f"faithful {number}", quote, text, spans)
    for number, (text, quote, code) in enumerate(_UNFAITHFUL):
        yield Case("by hand", f"unfaithful {number}", quote, text, code=code)


def _marked(marked: str) -> tuple[list[Span], str]:
    """The spans between ⟦ and ⟧, and the text without them."""
    spans: list[Span] = []
    text = ""
    for piece in marked.split("⟦"):
        inside, closing, outside = piece.partition("⟧")
        if closing:
            spans.append((len(text), len(text) + len(inside)))
        text += inside + outside
    return spans, text


def cases() -> list[Case]:
    """All of them."""
    families = (typography, dressing, letter_case, words_altered, characters_altered, cut_words, tables)
    return [case for family in families for case in family()]


def wrong(case: Case) -> str | None:
    """What is wrong with the answer to a case; None when nothing is."""
    from llmclaims.grounding.quotes import ground

    got = ground(case.quote, case.text, within=case.within)
    if case.spans is None:
        if got.found:
            return f"{case.family}: {case.name}: {case.quote!r} was found at {got.spans} as {got.tier}"
        if not got.code or not got.message or (case.code and got.code != case.code):
            return f"{case.family}: {case.name}: {case.quote!r} refused with {got.code}, not {case.code}"
        return None
    if not got.found or got.spans != case.spans or (case.tier and got.tier != case.tier):
        what = [case.text[start:end] for start, end in got.spans]
        return f"{case.family}: {case.name}: {case.quote!r} {got.code or got.tier} {got.spans} {what}, not {case.spans}"
    return None
