"""Invented names of people, places and firms.

Given names are put together from characters, so nobody in particular is meant; places
use characters that no administrative district of ours combines.
"""

from __future__ import annotations

from lungang.intake.generate.dice import Dice
from lungang_models.vocabulary import Sex

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MALE = (
    "伯川岩峻泽恺岳渊柏榆槐湛瀚烁煦珩琛砚祺禾穆竑简绍翊聿航荀萧蔚衡谨轩逸钧锴"
    "霖靖顺驰骁鸿麟劭屹巍弘彦戎旭晟晖楷樵沐"
)
_FEMALE = (
    "婉娴婧媛宛怡悦惠慧映晗晴曦月棠梓槿殷沅沫洁淇清滢漪澄瑶瑾璟盈真禧"
    "秀筠箐素翎芙芮芷荷莹菀菡萱蓉蔓虹蝶诗语迎雁雪霏韵颖黛"
)
_COMMON = "之云亦以一子安思文明晓书若承景可天元永知远念平同嘉"

_PLACE_HEADS = "汐澜霁岫泠溦湉沄漪潋昉晛珺璆岑嵘嶂沚洄涘"
_PLACE_TAILS = "原陵坪埠渚屿墟壑畹隰岬崖浔浦岭墩圩塬汀垭"
_FIRM_HEADS = "启恒嘉瑞盛卓晟诚锐腾宏拓信汇润泰"
_FIRM_TAILS = "川衡拓联创维达远辰屹朗峰翎舟澄岳"


def person_name(dice: Dice, sex: Sex, surname: str = "") -> str:
    """A name of two or three characters; the surname may be given."""
    first = surname or dice.one(SURNAMES)
    own = _MALE if sex is Sex.MALE else _FEMALE
    if dice.chance(0.12):
        return first + dice.one(own)
    return first + dice.one(_COMMON) + dice.one(own)


def place_name(number: int) -> str:
    """The name of a place, another for each number; from 400 on with a numeral."""
    heads, tails = len(_PLACE_HEADS), len(_PLACE_TAILS)
    round_, at = divmod(number, heads * tails)
    # Both characters change from one number to the next, so neighbours look unlike.
    head, tail = at % heads, (at + at // heads) % tails
    return _PLACE_HEADS[head] + _PLACE_TAILS[tail] + (str(round_ + 1) if round_ else "")


def firm_name(dice: Dice, industry: str) -> str:
    """The name of a firm of an industry."""
    return f"{dice.one(_FIRM_HEADS)}{dice.one(_FIRM_TAILS)}{industry}有限公司"
