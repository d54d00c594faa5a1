//! Models of one operator of com.microsoft, or of ONNX where its cases leave much out.

use super::*;

/// Attention whose two keys count where the mask is not 0.
fn masked(name: &'static str, kept: &[i32], more: Vec<AttributeProto>) -> Case {
    let mask = constant("m", DataType::Int32, &[1, 2], kept);
    let all = vec![w("k", &[1, 2, 4], 7), w("v", &[1, 2, 4], 11), mask];
    let attributes = [vec![int("num_heads", 2)], more].concat();
    case(name, MS, &[1, 3, 4], all, attributes, &["x", "k", "v", "", "m"])
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let packed = TensorProto {
        name: "b".into(),
        dims: vec![2, 1, 8],
        data_type: DataType::Uint8 as i32,
        raw_data: vec![
            0x21, 0x43, 0x65, 0x87, 0xa9, 0xcb, 0xed, 0x0f, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe,
        ],
        ..Default::default()
    };
    let skip = || vec![w("s", &[1, 2, 4], 7), w("g", &[4], 11), w("b", &[4], 6), w("c", &[4], 3)];
    let rows = vec![w("k", &[1, 2, 4], 7), w("v", &[1, 2, 4], 11)];
    let turn = vec![integers("p", &[1, 2], vec![0, 1]), w("c", &[4, 2], 7), w("s", &[4, 2], 11)];
    let conv = vec![w("w", &[2, 2, 2, 2], 7), w("b", &[2], 11)];
    let leaky = vec![string("activation", "LeakyRelu"), reals("activation_params", &[0.25])];
    let gemm = vec![w("w", &[3, 2], 7), w("b", &[2], 11)];
    let bits = vec![int("K", 16), int("N", 2), int("bits", 4), int("block_size", 16)];
    let epsilon = || float("epsilon", 1e-5);
    // Three rows, of which all count.
    let prompt = || vec![integers("n", &[1], vec![2]), integers("t", &[], vec![3])];
    let angles = vec![w("c", &[4, 8], 7), w("s", &[4, 8], 11)];
    let pair = || vec![w("b", &[2, 2], 7)];
    let deformed = vec![w("w", &[2, 2, 2, 2], 7), w("o", &[1, 16, 2, 2], 11)];
    let gains = || vec![w("g", &[4], 7), w("b", &[4], 11)];
    let tables = || {
        [("t", 4, 7), ("p", 3, 11), ("s", 2, 3)].map(|(name, rows, step)| w(name, &[rows, 4], step)).to_vec()
    };
    let tables = || [tables(), vec![w("g", &[4], 6), w("b", &[4], 11)]].concat();
    let segments = vec![
        constant("q", DataType::Int32, &[2, 3], &[0, 1, 1, 0, 0, 1]),
        constant("m", DataType::Int32, &[2, 3], &[1, 1, 0, 1, 1, 1]),
    ];
    let simplified = vec![int("axis", -1), epsilon(), int("stash_type", 1)];
    vec![
        case(
            "FusedMatMul",
            MS,
            &[2, 3],
            vec![w("w", &[4, 3], 7)],
            vec![int("transB", 1), float("alpha", 0.5)],
            &["x", "w"],
        ),
        case("FastGelu", MS, &[2, 3], vec![w("b", &[3], 7)], vec![], &["x", "b"]),
        case("BiasGelu", MS, &[2, 3], vec![w("b", &[3], 7)], vec![], &["x", "b"]),
        case("QuickGelu", MS, &[2, 3], vec![], vec![float("alpha", 1.5)], &["x"]),
        case("SkipLayerNormalization", MS, &[1, 2, 4], skip(), vec![epsilon()], &["x", "s", "g", "b", "c"]),
        case("SimplifiedLayerNormalization", "", &[2, 4], vec![w("g", &[4], 11)], simplified, &["x", "g"]),
        case(
            "SkipSimplifiedLayerNormalization",
            MS,
            &[1, 2, 4],
            skip()[..2].to_vec(),
            vec![epsilon()],
            &["x", "s", "g"],
        ),
        case("MultiHeadAttention", MS, &[1, 3, 4], rows, vec![int("num_heads", 2)], &["x", "k", "v"]),
        case("RotaryEmbedding", MS, &[1, 2, 2, 4], turn, vec![], &["x", "p", "c", "s"]),
        case("FusedConv", MS, &[1, 2, 3, 3], conv, leaky, &["x", "w", "b"]),
        case("FusedGemm", MS, &[2, 3], gemm.clone(), vec![string("activation", "Relu")], &["x", "w", "b"]),
        case(
            "FusedGemm_leaky",
            MS,
            &[2, 3],
            vec![w("w", &[2, 3], 7), w("b", &[2], 11)],
            vec![
                string("activation", "LeakyRelu"),
                float("activation_alpha", 0.375),
                float("alpha", 0.5),
                float("beta", 2.0),
                int("transB", 1),
            ],
            &["x", "w", "b"],
        ),
        case(
            "FusedGemm_hard",
            MS,
            &[2, 3],
            gemm,
            vec![
                string("activation", "HardSigmoid"),
                float("activation_alpha", 0.25),
                float("activation_beta", 0.375),
            ],
            &["x", "w", "b"],
        ),
        masked("MultiHeadAttention_filter", &[1, 0], vec![float("mask_filter_value", -2.0)]),
        masked("MultiHeadAttention_masked", &[1, 0], vec![]),
        masked("MultiHeadAttention_none", &[0, 0], vec![float("mask_filter_value", -64.0)]),
        masked("MultiHeadAttention_causal", &[1, 1], vec![int("unidirectional", 1)]),
        masked(
            "MultiHeadAttention_causal_filter",
            &[0, 1],
            vec![int("unidirectional", 1), float("mask_filter_value", -1.5)],
        ),
        case(
            "MatMulNBits",
            MS,
            &[2, 16],
            vec![packed, floats("s", &[2], vec![0.5, 0.25])],
            bits,
            &["x", "b", "s"],
        ),
        case(
            "GroupQueryAttention",
            MS,
            &[1, 3, 32],
            [prompt(), vec![w("k", &[1, 3, 16], 7), w("v", &[1, 3, 16], 11)], angles].concat(),
            vec![int("num_heads", 2), int("kv_num_heads", 1), int("do_rotary", 1)],
            &["x", "k", "v", "", "", "n", "t", "c", "s"],
        ),
        case("CDist_sqeuclidean", MS, &[3, 2], pair(), vec![string("metric", "sqeuclidean")], &["x", "b"]),
        case("CDist_euclidean", MS, &[3, 2], pair(), vec![string("metric", "euclidean")], &["x", "b"]),
        case(
            "DeformConv",
            "",
            &[1, 4, 3, 3],
            [deformed, vec![w("b", &[2], 6), w("m", &[1, 8, 2, 2], 3)]].concat(),
            vec![int("group", 2), int("offset_group", 2)],
            &["x", "w", "o", "b", "m"],
        ),
        case(
            "DeformConv_data",
            "",
            &[1, 8, 4, 4],
            vec![w("i", &[1, 2, 3, 3], 7), w("w", &[2, 2, 2, 2], 11)],
            vec![ints("pads", &[1, 1, 1, 1])],
            &["i", "w", "x"],
        ),
        case("BiasSplitGelu", MS, &[1, 2, 6], vec![w("b", &[6], 7)], vec![], &["x", "b"]),
        case("GroupNorm", MS, &[1, 2, 2, 4], gains(), vec![int("groups", 2)], &["x", "g", "b"]),
        case(
            "GroupNorm_swish",
            MS,
            &[1, 4, 2, 2],
            gains(),
            vec![int("groups", 2), int("activation", 1), int("channels_last", 0)],
            &["x", "g", "b"],
        ),
        whole(case(
            "EmbedLayerNormalization",
            MS,
            &[2, 3],
            [segments, tables()].concat(),
            vec![epsilon()],
            &["x", "q", "t", "p", "s", "g", "b", "m"],
        )),
        whole(case(
            "EmbedLayerNormalization_words",
            MS,
            &[2, 3],
            tables(),
            vec![epsilon()],
            &["x", "", "t", "p", "", "g", "b"],
        )),
        case(
            "GroupQueryAttention_near",
            MS,
            &[1, 3, 32],
            prompt(),
            vec![
                int("num_heads", 2),
                int("kv_num_heads", 1),
                int("local_window_size", 2),
                float("scale", 0.5),
            ],
            &["x", "", "", "", "", "n", "t"],
        ),
    ]
}
