"""Small words: those that no text in a language does without, and by which it is known."""

from __future__ import annotations

#: by the code of ISO 639; words that are frequent in another of these languages too count for both
SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is that it was for with as on are this be by at from or not have had has an they which "
        "you were been there no when your will can all if more any so we he she his her its but out into who what a i "
        "my me do did would could than then after before over about only very just too up one our their them these "
        "those how where because again also may must should don t s",
        "de": "der die das und ist nicht ein eine einen einem einer zu den dem des mit von für auf im sich auch es an "
        "als wie aus bei nach oder wurde werden wird sind war hat haben kann noch nur aber über keine kein zur zum "
        "durch vor bis ohne mehr wenn dass diese dieser dieses ihre ihr sie ich er wir bitte muss müssen",
        "fr": "le la les des et est un une du que dans pour pas sur avec au aux par ce cette il elle en qui ne se sont "
        "ou plus mais sans nous vous été être ses son sa leur ces comme à d l a ont fait après aucun aucune votre",
        "es": "el la los las de y que en un una es por con para del se no al su lo como más pero sus le ya o este está "
        "son fue sin sobre entre también ha hay ser desde muy esta todo una dos puede debe usted tiene",
        "it": "il la lo gli le di e che in un una è per con del della dei delle non si al alla da sono come più ma "
        "anche nel nella sul sulla questo questa ha o ed i stato essere senza dopo dal dalla può deve hai",
        "pt": "o a os as de e que em um uma é por com para do da dos das no na nos nas não se ao mais como foi ou seu "
        "sua mas sem são pelo pela este esta isso ser está também já deve pode você há",
        "nl": "de het een en van is dat in te niet met op voor zijn aan er om ook als bij door naar uit nog wordt "
        "worden maar geen of werd over heeft deze dit kan moet tot u zonder meer wel dan die was",
        "sv": "och att det som en ett på är av för med den till inte har de om så men var från kan vid eller hade vi "
        "ej utan efter också i detta denna ska måste du inga ingen",
        # Danish and Norwegian have nearly all of them in common
        "da-no": "og at det som en et på er af av for med den til ikke har de om men var fra kan ved eller vi uden "
        "uten efter etter også i dette denne skal du der blev ble ingen være bliver blir må",
        "fi": "ja on ei se että oli ole tai mutta kun myös sekä ovat joka hän voi jos niin kuin tämä tämän sen jo vain "
        "olla ilman ennen jälkeen eivät",
        "pl": "i w na z do nie się jest to że o jak przez po od dla za oraz lub ale są był była było być tego tym może "
        "bez przed które który która musi",
        "cs": "a v na je se že z do s o to nebo ale jako po za by bylo byla byl jsou pro od při bez není který která "
        "které musí být může tento",
        "hu": "a az és hogy nem egy is van volt meg de ez csak vagy mint már be ki el kell lehet nincs után szerint "
        "még ha azt ezt",
        "ro": "și în de la cu pe nu este o un din care pentru sau mai se al ale a fost sunt ca să prin după fără "
        "această acest trebuie poate",
        "tr": "ve bir bu için ile de da çok olarak daha gibi olan değil en ama veya ne sonra kadar var yok oldu her "
        "lütfen bu o",
    }.items()
}
