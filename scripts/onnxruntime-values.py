"""Prints what onnxruntime gives for the models of frontend/tests/domains.rs, as the table there.

Needs numpy, onnx and onnxruntime; the table was made with onnx 1.22.0 and onnxruntime 1.32.0.
"""
import numpy as np, onnx, onnxruntime as ort
from onnx import helper as h, TensorProto as T, numpy_helper as nh
def g(n,k): return np.array([((i*k+3)%17-8)/8 for i in range(n)],np.float32)
def w(name,shape,k): return nh.from_array(g(int(np.prod(shape)),k).reshape(shape),name)
cases=[]
def case(name,op,domain,xshape,inits,attrs,nin,outs=1,xint=False,opset=17,keep=None):
    ins=[i for i in nin]
    node=h.make_node(op,ins,[f'y{i}' for i in range(outs)],domain=domain,**attrs)
    xt=T.INT64 if xint else T.FLOAT
    gr=h.make_graph([node],'t',[h.make_tensor_value_info('x',xt,xshape)],[h.make_empty_tensor_value_info(f'y{i}') for i in range(outs)],inits)
    m=h.make_model(gr,opset_imports=[h.make_opsetid('',opset),h.make_opsetid('com.microsoft',1),h.make_opsetid('ai.onnx.ml',3)],ir_version=9)
    s=ort.InferenceSession(m.SerializeToString(),providers=['CPUExecutionProvider'])
    n=int(np.prod(xshape))
    x=(np.arange(n)%4).astype(np.int64).reshape(xshape) if xint else g(n,5).reshape(xshape)
    r=s.run(None,{'x':x})
    r=[r[i] for i in (keep or range(outs))]
    print(f'    ("{name}", &[' + ', '.join('&['+', '.join(repr(round(float(v),5)) for v in np.asarray(o).ravel())+']' for o in r)+']),')
MS='com.microsoft'; ML='ai.onnx.ml'
case('FusedMatMul','FusedMatMul',MS,[2,3],[w('w',[4,3],7)],dict(transB=1,alpha=0.5),['x','w'])
case('FastGelu','FastGelu',MS,[2,3],[w('b',[3],7)],{},['x','b'])
case('BiasGelu','BiasGelu',MS,[2,3],[w('b',[3],7)],{},['x','b'])
case('QuickGelu','QuickGelu',MS,[2,3],[],dict(alpha=1.5),['x'])
case('SkipLayerNormalization','SkipLayerNormalization',MS,[1,2,4],[w('s',[1,2,4],7),w('g',[4],11),w('b',[4],6),w('c',[4],3)],dict(epsilon=1e-5),['x','s','g','b','c'])
case('SimplifiedLayerNormalization','SimplifiedLayerNormalization','',[2,4],[w('g',[4],11)],dict(axis=-1,epsilon=1e-5,stash_type=1),['x','g'])
case('SkipSimplifiedLayerNormalization','SkipSimplifiedLayerNormalization',MS,[1,2,4],[w('s',[1,2,4],7),w('g',[4],11)],dict(epsilon=1e-5),['x','s','g'])
case('MultiHeadAttention','MultiHeadAttention',MS,[1,3,4],[w('k',[1,2,4],7),w('v',[1,2,4],11)],dict(num_heads=2),['x','k','v'])
case('RotaryEmbedding','RotaryEmbedding',MS,[1,2,2,4],[nh.from_array(np.array([[0,1]],np.int64),'p'),w('c',[4,2],7),w('s',[4,2],11)],{},['x','p','c','s'])
case('FusedConv','FusedConv',MS,[1,2,3,3],[w('w',[2,2,2,2],7),w('b',[2],11)],dict(activation='LeakyRelu',activation_params=[0.25]),['x','w','b'])
case('FusedGemm','FusedGemm',MS,[2,3],[w('w',[3,2],7),w('b',[2],11)],dict(activation='Relu'),['x','w','b'])
case('FusedGemm_leaky','FusedGemm',MS,[2,3],[w('w',[2,3],7),w('b',[2],11)],dict(activation='LeakyRelu',activation_alpha=0.375,alpha=0.5,beta=2.0,transB=1),['x','w','b'])
case('FusedGemm_hard','FusedGemm',MS,[2,3],[w('w',[3,2],7),w('b',[2],11)],dict(activation='HardSigmoid',activation_alpha=0.25,activation_beta=0.375),['x','w','b'])
keys=lambda *kept:[w('k',[1,2,4],7),w('v',[1,2,4],11),nh.from_array(np.array([kept],np.int32),'m')]
for name,kept,more in [('filter',(1,0),dict(mask_filter_value=-2.0)),('masked',(1,0),{}),('none',(0,0),dict(mask_filter_value=-64.0)),('causal',(1,1),dict(unidirectional=1)),('causal_filter',(0,1),dict(unidirectional=1,mask_filter_value=-1.5))]:
    case('MultiHeadAttention_'+name,'MultiHeadAttention',MS,[1,3,4],keys(*kept),dict(num_heads=2,**more),['x','k','v','','m'])
B=np.array([[[0x21,0x43,0x65,0x87,0xA9,0xCB,0xED,0x0F]],[[0x10,0x32,0x54,0x76,0x98,0xBA,0xDC,0xFE]]],np.uint8)
case('MatMulNBits','MatMulNBits',MS,[2,16],[nh.from_array(B,'b'),nh.from_array(np.array([0.5,0.25],np.float32),'s')],dict(K=16,N=2,bits=4,block_size=16),['x','b','s'])
case('LinearRegressor','LinearRegressor',ML,[2,3],[],dict(coefficients=[0.5,-1.0,0.25,1.0,2.0,-0.5],intercepts=[0.125,-1.0],targets=2),['x'])
case('LinearClassifier','LinearClassifier',ML,[3,2],[],dict(coefficients=[0.5,-1.0,1.0,2.0,-0.5,0.25],intercepts=[0.125,-1.0,0.5],classlabels_ints=[7,3,5],multi_class=0,post_transform='SOFTMAX'),['x'],outs=2)
for t in ['NONE','LOGISTIC','SOFTMAX']: case('LinearClassifier_'+t,'LinearClassifier',ML,[6,2],[],dict(coefficients=[1.0,-0.75],intercepts=[0.3125],classlabels_ints=[7,3],post_transform=t),['x'],outs=2)
case('Scaler','Scaler',ML,[2,3],[],dict(offset=[0.5,0.0,-1.0],scale=[2.0,1.0,0.5]),['x'])
for n in ['MAX','L1','L2']: case('Normalizer_'+n,'Normalizer',ML,[2,3],[],dict(norm=n),['x'])
case('Normalizer_signs','Normalizer',ML,[6,2],[],dict(norm='MAX'),['x'])
tree=dict(nodes_treeids=[0,0,0,0,0,1,1,1],nodes_nodeids=[0,1,2,3,4,0,1,2],nodes_featureids=[0,1,0,0,0,1,0,0],nodes_values=[0.1,-0.3,0.,0.,0.,0.2,0.,0.],nodes_modes=['BRANCH_LEQ','BRANCH_LT','LEAF','LEAF','LEAF','BRANCH_GT','LEAF','LEAF'],nodes_truenodeids=[1,3,0,0,0,1,0,0],nodes_falsenodeids=[2,4,0,0,0,2,0,0])
case('TreeEnsembleRegressor','TreeEnsembleRegressor',ML,[6,2],[],dict(**tree,target_treeids=[0,0,0,1,1],target_nodeids=[2,3,4,1,2],target_ids=[0,0,0,0,0],target_weights=[1.0,-2.0,0.5,0.25,-0.75],n_targets=1,base_values=[0.125]),['x'])
case('TreeEnsembleClassifier','TreeEnsembleClassifier',ML,[6,2],[],dict(**tree,class_treeids=[0,0,0,1,1],class_nodeids=[2,3,4,1,2],class_ids=[0,1,2,1,0],class_weights=[0.5,0.25,0.75,0.5,0.5],classlabels_int64s=[4,9,2],post_transform='NONE'),['x'],outs=2)
leaves=dict(class_treeids=[0,0,0,1,1],class_nodeids=[2,3,4,1,2])
for name,ids,weights,more in [('positive',[0]*5,[0.5,0.125,0.25,0.375,0.0625],{}),('mixed',[0]*5,[0.5,-0.125,0.25,0.375,-0.3125],{}),('based',[0]*5,[0.5,-0.125,0.25,0.375,-0.3125],dict(base_values=[-0.375])),('second',[1]*5,[0.5,-0.125,0.25,0.375,-0.3125],{}),('second_positive',[1]*5,[0.5,0.125,0.25,0.375,0.0625],{})]:
    for t in ['NONE','LOGISTIC','SOFTMAX']: case('TreeEnsembleClassifier_'+name+'_'+t,'TreeEnsembleClassifier',ML,[6,2],[],dict(**tree,**leaves,class_ids=ids,class_weights=weights,classlabels_int64s=[4,9],post_transform=t,**more),['x'],outs=2)
case('TreeEnsembleClassifier_unreached','TreeEnsembleClassifier',ML,[6,2],[],dict(**tree,**leaves,class_ids=[0,1,2,1,0],class_weights=[-0.5,-0.25,-0.75,-0.5,-0.125],classlabels_int64s=[4,9,2]),['x'],outs=2)
case('LabelEncoder','LabelEncoder',ML,[6],[],dict(keys_int64s=[0,2,3],values_floats=[0.5,-1.5,2.0],default_float=9.0),['x'],xint=True)
case('OneHotEncoder','OneHotEncoder',ML,[4],[],dict(cats_int64s=[0,2,3],zeros=1),['x'],xint=True)
case('Imputer','Imputer',ML,[2,2],[],dict(imputed_value_int64s=[7],replaced_value_int64=2),['x'],xint=True)
V=g(6,7).tolist()
for k in ['LINEAR','POLY','RBF','SIGMOID']: case('SVMRegressor_'+k,'SVMRegressor',ML,[3,2],[],dict(kernel_type=k,kernel_params=[0.5,0.25,3.0],n_supports=3,support_vectors=V,coefficients=[0.5,-1.25,0.75],rho=[0.125]),['x'])
case('SVMRegressor_one','SVMRegressor',ML,[6,2],[],dict(kernel_type='RBF',kernel_params=[0.5,0.25,3.0],n_supports=3,support_vectors=V,coefficients=[0.5,-1.25,0.75],rho=[0.125],one_class=1),['x'])
case('SVMClassifier_3','SVMClassifier',ML,[6,2],[],dict(kernel_type='POLY',kernel_params=[0.5,0.25,3.0],support_vectors=g(8,7).tolist(),vectors_per_class=[1,2,1],coefficients=g(8,11).tolist(),rho=[0.125,-0.25,0.0625],classlabels_ints=[4,9,2]),['x'],outs=2)
two=dict(kernel_type='RBF',kernel_params=[0.5,0.25,3.0],support_vectors=V,vectors_per_class=[2,1],coefficients=[0.5,-0.75,1.0],rho=[-0.125],classlabels_ints=[4,9])
case('SVMClassifier_2','SVMClassifier',ML,[6,2],[],two,['x'],outs=2)
case('SVMClassifier_likely','SVMClassifier',ML,[6,2],[],dict(**two,prob_a=[-1.5],prob_b=[0.25]),['x'],outs=2)
turn=[nh.from_array(np.array([2],np.int32),'n'),nh.from_array(np.array(3,np.int32),'t'),w('c',[4,8],7),w('s',[4,8],11)]
case('GroupQueryAttention','GroupQueryAttention',MS,[1,3,32],[w('k',[1,3,16],7),w('v',[1,3,16],11),*turn],dict(num_heads=2,kv_num_heads=1,do_rotary=1),['x','k','v','','','n','t','c','s'],outs=3,keep=[0])
case('GroupQueryAttention_near','GroupQueryAttention',MS,[1,3,32],turn[:2],dict(num_heads=2,kv_num_heads=1,local_window_size=2,scale=0.5),['x','','','','','n','t'],outs=3,keep=[0])
case('DeformConv','DeformConv','',[1,4,3,3],[w('w',[2,2,2,2],7),w('o',[1,16,2,2],11),w('b',[2],6),w('m',[1,8,2,2],3)],dict(group=2,offset_group=2,pads=[0]*4),['x','w','o','b','m'],opset=22)
case('DeformConv_data','DeformConv','',[1,8,4,4],[w('i',[1,2,3,3],7),w('w',[2,2,2,2],11)],dict(pads=[1]*4),['i','w','x'],opset=22)
for m in ['sqeuclidean','euclidean']: case('CDist_'+m,'CDist',MS,[3,2],[w('b',[2,2],7)],dict(metric=m),['x','b'])
# Positions of words are int32 there.
T.INT64=T.INT32; np.int64=np.int32
i32=lambda name,v:nh.from_array(np.array(v,np.int32),name)
words=[w('t',[4,4],7),w('p',[3,4],11),w('s',[2,4],3),w('g',[4],6),w('b',[4],11)]
case('EmbedLayerNormalization','EmbedLayerNormalization',MS,[2,3],[i32('q',[[0,1,1],[0,0,1]]),*words,i32('m',[[1,1,0],[1,1,1]])],dict(epsilon=1e-5),['x','q','t','p','s','g','b','m'],outs=3,xint=True)
case('EmbedLayerNormalization_words','EmbedLayerNormalization',MS,[2,3],words[:2]+words[3:],dict(epsilon=1e-5),['x','','t','p','','g','b'],outs=2,xint=True)
# By definition: onnxruntime has these for GPUs alone.
def told(name,y): print(f'    ("{name}", &[&['+', '.join(repr(round(float(v),5)) for v in y.ravel())+']]),')
def group_norm(x,last,swish):
    x=np.moveaxis(x,-1,1) if last else x
    y=x.reshape(1,2,-1); y=(y-y.mean(-1,keepdims=True))/np.sqrt(y.var(-1,keepdims=True)+1e-5)
    y=y.reshape(x.shape)*g(4,7).reshape(1,-1,1,1)+g(4,11).reshape(1,-1,1,1)
    y=y/(1+np.exp(-y)) if swish else y
    return np.moveaxis(y,1,-1) if last else y
told('GroupNorm',group_norm(g(16,5).reshape(1,2,2,4),True,False))
told('GroupNorm_swish',group_norm(g(16,5).reshape(1,4,2,2),False,True))
import math
left,right=np.split(g(12,5).reshape(1,2,6)+g(6,7),2,-1)
told('BiasSplitGelu',left*right/2*(1+np.vectorize(math.erf)(right/math.sqrt(2))))
