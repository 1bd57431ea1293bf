"""The closed classes of Chinese: words that cannot be asked of a photo, numbers, negations and measure words."""

from __future__ import annotations

# Structural and aspect particles, sentence particles, pronouns, prepositions and coverbs, conjunctions, auxiliaries,
# adverbs of degree and time, and words for places by another (Li & Thompson 1981).
FUNCTION_WORDS = frozenset(
    """
    的 地 得 之 所 了 着 过 起来 下去 出来 进去 上来 下来 过来 过去 来 去 吗 呢 吧 啊 呀 嘛 啦 哦 嗯 们 等 等等
    似的 般 一样 我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 大家 人家 别人 其他 其它 另 另外 别的 某 谁
    什么 哪 哪里 哪儿 哪个 怎么 怎样 这 那 这些 那些 这个 那个 这里 那里 这儿 那儿 这样 那样 每 各 各自 各种 所有
    任何 整个 全 全部 全都 本 该 此 其 其中 之一 在 从 自 由 向 往 朝 朝着 对 对着 对于 关于 把 被 将 让 给 跟 跟着
    和 与 及 以及 同 或 或者 还是 而 而且 并 并且 但 但是 可是 不过 然而 却 因为 所以 因此 如果 虽然 即使 为 为了
    以 用 于 按 按照 通过 经过 随着 沿 沿着 除了 比 像 好像 似乎 仿佛 如同 当 当中 时 时候 的时候 之后 以后 然后
    之前 以前 后来 就 才 也 都 还 又 再 更 最 很 非常 十分 太 挺 比较 相当 特别 稍微 几乎 只 只是 仅 仅仅 正 正在
    正要 刚 刚刚 已 已经 曾 曾经 将要 快要 便 即 立刻 马上 一直 总是 常常 经常 有时 偶尔 一起 一同 共同 互相 相互
    彼此 分别 一边 一面 同时 可能 也许 大概 或许 大约 左右 能 能够 会 可以 可 应该 应 要 想 愿意 必须 得以 是 就是
    有 有着 存在 叫做 作为 上 下 里 内 外 中 前 后 左 右 旁 边 间 上面 下面 里面 外面 前面 后面 左边 右边 旁边 中间
    之间 之中 之上 之下 上方 下方 前方 后方 左侧 右侧 一侧 两侧 两边 两旁 周围 四周 附近 对面 身边 身旁 身上 身后
    身前 背后 还有
    当前 以上 以下 里边 外边 上边 下边 前边 后边 左面 右面 请 好 好的 是的 你好 怎么样 一些 一点 一下
    点儿 进行 成 成为 到 起 上去 出 进 回 开 着呢
    """.split()
)
NEGATIONS = frozenset(
    "不 没 没有 无 非 未 未曾 别 莫 勿 不是 不在 不会 不能 不要 并非 从未 毫无 并不 并没有 既不 也不 也没有".split()
)
# After a negation these do not end what is negated: "没有狗或猫", "没有一只狗".
STILL_NEGATED = frozenset("一 任何 这 那 这些 那些 我 你 他 她 它 或 或者 也 着 了 过".split())
DIGITS = "零〇一二两三四五六七八九十百千万亿几"
NUMBERS = frozenset(
    "几 多 数 半 许多 很多 多个 大量 无数 众多 不少 若干 少数 多数 大多数 好几 好多 俩 仨 两者 少许 少量".split()
)
# Words that count things. "一碗汤" measures by the bowl, "一只碗" has a bowl: those that also name a thing are
# measures only between a number and a word that is counted.
MEASURES = frozenset(
    """
    个 只 条 位 名 辆 匹 座 栋 幢 所 间 棵 株 朵 颗 粒 根 支 把 张 件 套 副 幅 双 对 群 排 堆 串 束 捆 叠 摞 块 片
    层 种 类 样 场 次 遍 趟 回 步 顶 艘 部 本 册 封 份 顿 扇 滴 团 段 股 阵 处 户 伙 帮 列 些 点 具 尊 枚 盏 则 首
    项 款 斤 米 公里 厘米 年 月 日 岁 天 分钟 小时 秒 元 番 圈 轮 缕 匙 批 组 丛 簇 滩 抹 阶
    """.split()
)
THINGS_AND_MEASURES = frozenset(
    "碗 杯 盘 瓶 盆 桶 壶 袋 包 箱 盒 篮 勺 锅 桌 床 车 船 屋 身 脸 手 头 口 面 家 队 行 台 架 节 枝 道".split()
)
DEMONSTRATIVES = frozenset("这 那 每 某 各 哪 另 整 前 后 第 同".split())
# What the English text model reads for them; the others have no English of their own.
SAID_AS = dict(
    pair.split(":")
    for pair in """
    一:a 两:two 二:two 三:three 四:four 五:five 六:six 七:seven 八:eight 九:nine 十:ten 几:several 好几:several
    许多:many 很多:many 多:many 大量:many 无数:many 众多:many 不少:many 和:and 与:and 跟:and 及:and 以及:and 同:and
    或:or 或者:or
    """.split()
)
